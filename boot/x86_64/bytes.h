// Untrusted bytes: no read leaves the span. A read outside gives 0, so callers check sizes where 0 would be a lie.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow::boot {

struct ByteView {
  uint8_t const* data;
  uint64_t size;

  bool has(uint64_t offset, uint64_t count) const { return offset <= size && count <= size - offset; }

  // Little-endian, `width` bytes.
  uint64_t read(uint64_t offset, uint32_t width) const {
    uint64_t value = 0;
    if (!has(offset, width)) return 0;
    for (uint32_t i = 0; i < width; i++) value |= uint64_t{data[offset + i]} << (8 * i);
    return value;
  }

  uint8_t u8(uint64_t offset) const { return static_cast<uint8_t>(read(offset, 1)); }
  uint32_t u32(uint64_t offset) const { return static_cast<uint32_t>(read(offset, 4)); }
  uint64_t u64(uint64_t offset) const { return read(offset, 8); }

  ByteView part(uint64_t offset, uint64_t count) const {
    return has(offset, count) ? ByteView{data + offset, count} : ByteView{};
  }
};

// The part of physical memory that may be looked at: page 0 as a copy, because it is never mapped, and what follows it.
struct Physical {
  static constexpr uint64_t kPage0Size = 4096;

  ByteView page0;
  ByteView rest;

  ByteView at(uint64_t address, uint64_t count) const {
    return address < kPage0Size ? page0.part(address, count) : rest.part(address - kPage0Size, count);
  }
};

}  // namespace burrow::boot

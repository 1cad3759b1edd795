// Flattened device trees put together for tests (Devicetree Specification 0.4, chapter 5).
#pragma once

#include "boot/aarch64/boot_info.h"
#include "tests/unit/boot_bench.h"

namespace burrow {

inline void put_be32(std::vector<uint8_t>& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(value >> shift));
}
inline void set_be32(std::vector<uint8_t>& out, size_t at, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out[at++] = static_cast<uint8_t>(value >> shift);
}
inline uint32_t get_be32(std::vector<uint8_t> const& in, size_t at) { return fdt::load32(in, at); }

// Where things stand in the header.
enum FdtHeader : size_t { kTotal = 4, kStruct = 8, kStrings = 12, kRsvmap = 16, kVersion = 20, kCompatible = 24,
                          kStringsLength = 32, kStructLength = 36, kFdtHeaderSize = 40 };

class FdtBuilder {
 public:
  FdtBuilder& begin(std::string const& name) {
    word(1);
    structure_.insert(structure_.end(), name.begin(), name.end());
    structure_.push_back(0);
    return pad();
  }
  FdtBuilder& end() { return word(2); }
  FdtBuilder& nop() { return word(4); }
  FdtBuilder& finish() { return word(9); }
  FdtBuilder& word(uint32_t value) {
    put_be32(structure_, value);
    return *this;
  }
  FdtBuilder& bytes(std::string const& name, std::vector<uint8_t> const& value) {
    word(3).word(static_cast<uint32_t>(value.size())).word(static_cast<uint32_t>(strings_.size()));
    strings_ += name + '\0';
    structure_.insert(structure_.end(), value.begin(), value.end());
    return pad();
  }
  FdtBuilder& cells(std::string const& name, std::vector<uint32_t> const& value) {
    std::vector<uint8_t> out;
    for (uint32_t cell : value) put_be32(out, cell);
    return bytes(name, out);
  }
  FdtBuilder& text(std::string const& name, std::string const& value) {
    std::vector<uint8_t> out(value.begin(), value.end());
    out.push_back(0);
    return bytes(name, out);
  }
  FdtBuilder& reservation(uint64_t base, uint64_t size) {
    for (uint64_t half : {base >> 32, base, size >> 32, size}) put_be32(reservations_, static_cast<uint32_t>(half));
    return *this;
  }

  // Header, reservations with their end, structure, strings: to the byte.
  std::vector<uint8_t> blob() const {
    size_t const structure = kFdtHeaderSize + reservations_.size() + 16, strings = structure + structure_.size();
    std::vector<uint8_t> out;
    size_t const header[] = {0xd00dfeed, strings + strings_.size(), structure, strings, kFdtHeaderSize, 17, 16, 0,
                             strings_.size(), structure_.size()};
    for (size_t field : header)
      put_be32(out, static_cast<uint32_t>(field));
    out.insert(out.end(), reservations_.begin(), reservations_.end());
    out.resize(structure);
    out.insert(out.end(), structure_.begin(), structure_.end());
    out.insert(out.end(), strings_.begin(), strings_.end());
    return out;
  }

 private:
  FdtBuilder& pad() {
    while (structure_.size() % 4 != 0) structure_.push_back(0);
    return *this;
  }
  std::vector<uint8_t> structure_, reservations_;
  std::string strings_;
};

inline BootInfo read_tree(std::vector<uint8_t> const& blob, uint64_t boot_mpidr = 0) {
  BootInfo boot{};
  read_device_tree(blob, boot_mpidr, boot);
  return boot;
}

// Every bit of the blob, one at a time, and every length: no read outside it (the sanitizer looks), and a sane result.
inline void expect_survives_damage(std::vector<uint8_t> blob) {
  for (size_t at = 0; at < blob.size(); at++) {
    for (int bit = 0; bit < 8; bit++) {
      blob[at] ^= static_cast<uint8_t>(1 << bit);
      ASSERT_TRUE(is_sane(read_tree(blob))) << "byte " << at << " bit " << bit;
      blob[at] ^= static_cast<uint8_t>(1 << bit);
    }
  }
}

inline void expect_survives_cuts(std::vector<uint8_t> const& blob) {
  for (size_t size = 0; size < blob.size(); size++) {
    std::vector<uint8_t> cut(blob.begin(), blob.begin() + static_cast<long>(size));
    BootInfo const boot = read_tree(cut);
    ASSERT_TRUE(is_sane(boot) && boot.problem != nullptr) << size;
    if (size >= kFdtHeaderSize) {
      set_be32(cut, kTotal, static_cast<uint32_t>(size));
      ASSERT_TRUE(is_sane(read_tree(cut))) << size << ", and the header says so";
    }
  }
}

}  // namespace burrow

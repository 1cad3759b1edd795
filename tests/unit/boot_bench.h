// What the tests of the boot parsers share: blobs put together number by number, and what must hold of every BootInfo,
// whatever the machine said.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "boot/boot_info.h"

namespace burrow {

// Little-endian, as x86 firmware writes.
struct Blob : std::vector<uint8_t> {
  Blob& number(uint64_t value, size_t width) {
    for (size_t i = 0; i < width; i++) push_back(static_cast<uint8_t>(value >> (8 * i)));
    return *this;
  }
  Blob& u8(uint64_t value) { return number(value, 1); }
  Blob& u32(uint64_t value) { return number(value, 4); }
  Blob& u64(uint64_t value) { return number(value, 8); }
  Blob& text(std::string const& letters) {
    insert(end(), letters.begin(), letters.end());
    return *this;
  }
  Blob& zeros(size_t n) {
    resize(size() + n);
    return *this;
  }
  Blob& append(Blob const& more) {
    insert(end(), more.begin(), more.end());
    return *this;
  }
};

inline std::string problem_of(BootInfo const& boot) { return boot.problem == nullptr ? "" : boot.problem; }

// Every list within its array, every core once, RAM in whole pages, ascending, without overlap.
inline bool is_sane(BootInfo const& boot) {
  if (boot.ncpu < 1 || boot.ncpu > BootInfo::kMaxCpus) return false;
  if (std::set<uint64_t>(boot.cpu_id, boot.cpu_id + boot.ncpu).size() != boot.ncpu) return false;
  if (boot.nram > BootInfo::kMaxRanges || boot.nreserved > BootInfo::kMaxRanges) return false;
  uint64_t end = 0;
  for (uint32_t i = 0; i < boot.nram; i++) {
    MemoryRange const& ram = boot.ram[i];
    if (ram.base < end || ram.size == 0 || ram.base % 4096 != 0 || ram.size % 4096 != 0) return false;
    end = ram.base + ram.size;
    if (end < ram.base) return false;
  }
  for (uint32_t i = 0; i < boot.nreserved; i++) {
    if (boot.reserved[i].base + boot.reserved[i].size < boot.reserved[i].base) return false;
  }
  std::string_view const line(boot.command_line, BootInfo::kMaxCommandLine);
  return line.find('\0') != line.npos && boot.pm_timer_port <= UINT16_MAX;
}

inline BootInfo fresh_boot() {
  BootInfo boot{};
  boot.cpu_id[boot.ncpu++] = 0;  // the boot core
  return boot;
}

}  // namespace burrow

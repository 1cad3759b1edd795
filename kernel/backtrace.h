// The chain of calls behind a pc, by frame pointers. On both ISAs fp points to {caller's fp, return address}.
// Pure: what may be read is asked of the caller, so that a broken chain ends the walk and never faults.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {

struct Backtrace {
  static constexpr uint32_t kMaxDepth = 32;
  struct Entry {
    uintptr_t pc;    // the first entry's is the pc itself, the others' are return addresses
    uint32_t times;  // in a row: recursion
  };
  Entry entries[kMaxDepth];
  uint32_t depth;
};

using Readable = bool (*)(uintptr_t addr);  // whether the eight bytes at addr, aligned to eight, can be read

// pc and fp of one moment; any context.
void walk_frames(uintptr_t pc, uintptr_t fp, Readable readable, Backtrace& trace);

}  // namespace burrow

// The chain of calls behind one moment of an execution, by frame pointers: on both ISAs fp points to {caller's fp, return
// address}. Go: unwinder (traceback.go, 1.21). Differs: frame pointers; a table only for the
// instructions of a function that has no record, or not yet, or no more.
//
// B5  A record is read only where it may be: a broken chain ends the walk and never faults.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/arch.h"

namespace burrow {

using Readable = bool (*)(uintptr_t addr);  // whether the eight bytes at addr, aligned to eight, can be read

// Where records may lie. One stack, whose callers' frames are always above; or all that `readable` allows, across stacks.
struct Reach {
  uintptr_t lo;
  uintptr_t hi;
  Readable readable;  // nullptr: all of it
};

class Unwinder {
 public:
  // exact: at.pc is the next instruction, as after an interrupt, and no return address.
  Unwinder(arch::Context const& at, bool exact, Reach const& reach);

  bool valid() const { return at_.pc != 0; }
  uintptr_t pc() const { return at_.pc; }
  uintptr_t symPC() const { return exact_ ? at_.pc : at_.pc - 1; }  // inside the call, which may end its function
  void next();

 private:
  bool reaches(uintptr_t addr) const;
  bool leave_without_record(arch::Context const& at);

  arch::Context at_;
  bool exact_;
  Reach reach_;
  uint32_t steps_ = 0;
};

// Of the function that called the one that this is inlined into. Go: getcallerpc, getcallersp, getcallerfp.
[[gnu::always_inline]] inline arch::Context caller_context() {
  auto* record = static_cast<uintptr_t*>(__builtin_frame_address(0));
  return {.pc = record[1], .sp = reinterpret_cast<uintptr_t>(record), .fp = record[0], .lr = 0};
}

}  // namespace burrow

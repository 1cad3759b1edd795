// What the exception stubs (vectors.S) save of the interrupted code. sp is SP_EL0 when goroutine or g0 code was
// interrupted, the handler's own SP when a handler was; bit 0 of pstate tells the two apart.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/aarch64/layout.h"

namespace burrow::arch {

struct Frame {
  uint64_t x[31];
  uint64_t sp;
  uint64_t pc;
  uint64_t pstate;
  uint64_t esr;
  uint64_t far;
};
static_assert(offsetof(Frame, x[1]) == FRAME_X1 && offsetof(Frame, sp) == FRAME_SP && offsetof(Frame, pc) == FRAME_PC);
static_assert(offsetof(Frame, pstate) == FRAME_PSTATE && offsetof(Frame, esr) == FRAME_ESR);
static_assert(offsetof(Frame, far) == FRAME_FAR && sizeof(Frame) == FRAME_SIZE && FRAME_SIZE % 16 == 0);

}  // namespace burrow::arch

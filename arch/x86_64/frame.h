// What the stubs in vectors.S save, lowest address first. The CPU pushes the last five words (SDM vol. 3, 6.14.2).
#pragma once

#include <cstdint>

namespace burrow::arch {

struct Frame {
  uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
  uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
  uint64_t vector;
  uint64_t error;
  uint64_t rip, cs, rflags, rsp, ss;
};

static_assert(sizeof(Frame) == 22 * 8, "vectors.S; a multiple of 16 keeps the handler's stack aligned");

}  // namespace burrow::arch

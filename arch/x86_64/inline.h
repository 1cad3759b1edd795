// The inline part of the seam. gs points to this core's Core (core.h), whose first word is the running G. Go: getg in
// asm_amd64.s.
#pragma once

#include "arch/x86_64/frame.h"

namespace burrow::arch {

inline G* getg() {
  G* gp;
  asm volatile("movq %%gs:0, %0" : "=r"(gp));
  return gp;
}

inline void setg(G* gp) { asm volatile("movq %0, %%gs:0" : : "r"(gp) : "memory"); }

inline IrqState irq_save() {
  IrqState state;
  asm volatile("pushfq; popq %0; cli" : "=r"(state.bits) : : "memory");
  return state;
}

inline void irq_restore(IrqState state) {
  constexpr uintptr_t kInterruptFlag = 1u << 9;
  if ((state.bits & kInterruptFlag) != 0) asm volatile("sti" : : : "memory");
}

inline void clear_page(void* page) {
  uint64_t words = kPageSize / sizeof(uint64_t);
  asm volatile("rep stosq" : "+D"(page), "+c"(words) : "a"(uint64_t{0}) : "memory");
}

inline void cpu_relax() { asm volatile("pause" : : : "memory"); }

inline uintptr_t frame_pc(Frame const& frame) { return frame.rip; }
inline uintptr_t frame_sp(Frame const& frame) { return frame.rsp; }

}  // namespace burrow::arch

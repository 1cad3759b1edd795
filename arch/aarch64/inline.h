// The seam's inline half on aarch64. g lives in TPIDR_EL1; on_interrupt is masked by DAIF.I alone, F stays open for the
// panic's stop signal. Go: asm_arm64.s, signal_arm64.go (pushCall).
#pragma once

#include "arch/aarch64/frame.h"

namespace burrow::arch {

inline G* getg() {
  G* gp;
  asm volatile("mrs %0, tpidr_el1" : "=r"(gp));  // volatile: g++ would keep it across a switch
  return gp;
}

inline void setg(G* gp) { asm volatile("msr tpidr_el1, %0" ::"r"(gp) : "memory"); }

inline IrqState irq_save() {
  IrqState state;
  asm volatile("mrs %0, daif\n\tmsr daifset, #2" : "=r"(state.bits)::"memory");
  return state;
}

inline void irq_restore(IrqState state) { asm volatile("msr daif, %0" ::"r"(state.bits) : "memory"); }

// By dc zva where it is allowed; its block is at most 2 KiB.
inline void clear_page(void* page) {
  constexpr uint64_t kProhibited = 16, kBlock = 15;
  uint64_t dczid;
  asm("mrs %0, dczid_el0" : "=r"(dczid));
  auto const lo = reinterpret_cast<uintptr_t>(page), hi = lo + kPageSize;
  if ((dczid & kProhibited) == 0) {
    uintptr_t const step = uintptr_t{4} << (dczid & kBlock);
    for (uintptr_t at = lo; at < hi; at += step) asm volatile("dc zva, %0" ::"r"(at) : "memory");
  } else {
    for (uintptr_t at = lo; at < hi; at += 16) asm volatile("stp xzr, xzr, [%0]" ::"r"(at) : "memory");
  }
}

inline void stack_forget() {}  // stack_release has made every core forget

inline void cpu_relax() { asm volatile("yield" ::: "memory"); }

inline uintptr_t frame_pc(Frame const& frame) { return frame.pc; }
inline uintptr_t frame_sp(Frame const& frame) { return frame.sp; }

inline void inject_preempt(Frame& frame) {
  constexpr uint64_t kBtype = uint64_t{3} << 10;
  uint64_t const pushed[] = {frame.x[29], frame.pc, frame.x[30], frame.pstate};  // the first two are a frame record
  frame.sp -= sizeof(pushed);
  auto* slot = reinterpret_cast<uint64_t*>(frame.sp);
  for (size_t i = 0; i < 4; i++) slot[i] = pushed[i];
  frame.pc = reinterpret_cast<uintptr_t>(asyncPreempt);
  frame.pstate &= ~kBtype;
}

inline size_t preempt_spill() {
  constexpr size_t kCalls = 1024;  // asyncPreempt2 down to arch_mcall
  return PUSHED_SIZE + SPILL_SIZE + kCalls;
}

}  // namespace burrow::arch

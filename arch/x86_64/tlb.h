// Sleeping without the duty to flush. The rest is in arch.h (stack_forget) and bare.h (tlb_drop).
#pragma once

namespace burrow::x86 {

// irq masked.
void tlb_sleep();  // this core touches no stack but its own g0's until tlb_wake or stack_forget
void tlb_wake();

}  // namespace burrow::x86

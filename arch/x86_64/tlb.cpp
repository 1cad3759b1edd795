// Old translations: x86 has no broadcast, so each core flushes its own when it passes stack_forget. Loading CR3 drops all
// that are not global, and none here is (pte.cpp). SDM vol. 3, 4.10.4.
#include "arch/x86_64/tlb.h"

#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/epochs.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

constinit Epochs<arch::kMaxCores> epochs{};

void flush() {
  if (!bare::keepstale) write_cr3(read_cr3());
}

}  // namespace

void tlb_sleep() { epochs.sleep(bare::core_id()); }
void tlb_wake() { epochs.catch_up(bare::core_id(), flush); }

}  // namespace burrow::x86

namespace burrow::bare {

void tlb_drop(uintptr_t, uintptr_t, uint64_t tag) { x86::epochs.take_away(tag); }

uint64_t tlb_dropped() { return x86::epochs.forgotten_by(arch::ncores()); }

void tlb_hurry(uint64_t tag) {
  for (uint32_t id = 0; id < arch::ncores(); id++) {
    if (id != core_id() && !x86::epochs.has_forgotten(id, tag)) arch::poke_core(id);
  }
}

}  // namespace burrow::bare

namespace burrow::arch {

void stack_forget() {
  if (x86::epochs.is_current(bare::core_id())) return;
  IrqState const state = irq_save();
  x86::tlb_wake();
  irq_restore(state);
}

}  // namespace burrow::arch

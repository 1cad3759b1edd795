// What the stubs in vectors.S call. Go: signal_unix.go sighandler, as far as it decides who handles what.
#include "arch/aarch64/clock.h"
#include "arch/aarch64/core.h"
#include "arch/aarch64/gic.h"
#include "arch/aarch64/trap_text.h"

extern "C" char preempt_resume[], preempt_sp_moves[];

namespace burrow::bare {
namespace {

constexpr uint32_t kDoubleFaultsReported = 2;

[[noreturn]] void stop_here(arch::Frame const& frame) {
  this_core().context = frame_context(frame);
  this_core().stopped.store(true, std::memory_order_release);  // rel: pairs with acq in stop_cores
  dead_end();
}

// The window of asyncPreempt in which a fault has spoiled ELR_EL1: it starts over.
void leave_preempt_window(arch::Frame& frame) {
  auto const lo = reinterpret_cast<uintptr_t>(preempt_resume);
  auto const hi = reinterpret_cast<uintptr_t>(preempt_sp_moves);
  if (frame.pc > lo && frame.pc < hi) frame.pc = lo;
}

bool skip_refused_semihosting(arch::Frame& frame) {
  if (!esr_is_undefined(frame.esr) || frame.pc != reinterpret_cast<uintptr_t>(semihosting_trap)) return false;
  frame.pc += 4;
  frame.x[0] = static_cast<uint64_t>(kSemihostingRefused);
  return true;
}

bool grows_stack(arch::Frame& frame) {
  arch::StackArea const area = arch::stack_area();
  return esr_is_unmapped_data(frame.esr) && frame.far >= area.lo && frame.far < area.hi &&
         on_stack_fault(frame, frame.far);
}

[[noreturn]] void report(arch::Frame& frame) {
  on_fault(frame, esr_text(frame.esr), esr_has_address(frame.esr) ? frame.far : frame.pc);
}

}  // namespace

extern "C" {

void trap_irq(arch::Frame& frame) {
  uint32_t const ack = gic_ack();
  uint32_t const id = gic_id(ack);
  if (id >= kFirstSpecial) return;
  arch::stack_forget();
  Core& core = this_core();
  if (id == machine.timer_irq) {
    clock_fired();
    count(core.timer_irqs);
  } else if (id == kPokeSgi) {
    count(core.pokes);
  } else if (device_interrupt(id)) {
    count(core.device_irqs);
  }
  if (id == kStopSgi) stop_here(frame);
  gic_eoi(ack);
  on_interrupt(frame);
}

void trap_fiq(arch::Frame& frame) {
  gic_ack_stop();
  stop_here(frame);
}

void trap_sync(arch::Frame& frame) {
  if (skip_refused_semihosting(frame)) return;
  if (!grows_stack(frame)) report(frame);
  leave_preempt_window(frame);
}

void trap_double(arch::Frame& frame) {
  if (skip_refused_semihosting(frame)) return;
  Core& core = this_core();
  uint32_t const before = core.double_faults.load(std::memory_order_relaxed);  // rlx: own core
  core.double_faults.store(before + 1, std::memory_order_relaxed);
  if (before < kDoubleFaultsReported) report(frame);
  constexpr char kGivenUp[] = "\nburrow: faults while reporting a fault\n";
  arch::write(kGivenUp, sizeof(kGivenUp) - 1);
  arch::exit(arch::Verdict::panic);
}

[[noreturn]] void trap_unexpected(arch::Frame& frame) {
  on_fault(frame, "unexpected exception (SError, or from a level that is not in use)", frame.pc);
}
}

}  // namespace burrow::bare

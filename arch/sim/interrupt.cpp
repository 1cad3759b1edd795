// on_interrupt and on_stack_fault run masked on the core's own handler stack, as on iron, and return to the hook they came
// in. A hook is an ordinary call, so asyncPreempt has no register to save beyond those that mcall keeps.
#include "arch/sim/machine.h"

namespace burrow::sim {
namespace {

struct Upcall {
  arch::Gobuf back;
  arch::Frame frame;
  bool interrupt;
  bool handled;
};

constinit Upcall* arriving = nullptr;  // from call_handler to run_handler

void run_handler(G*) {
  Upcall& upcall = *arriving;
  if (upcall.interrupt) {
    on_interrupt(upcall.frame);
  } else {
    upcall.handled = on_stack_fault(upcall.frame, upcall.frame.sp);
  }
  arch::arch_gogo(&upcall.back);
}

void call_handler(Core& core, Upcall& upcall) {
  core.in_handler = true;
  core.handler_ns = now_ns();
  arriving = &upcall;
  arch::arch_mcall(&upcall.back, reinterpret_cast<uintptr_t>(handler_stack_top(core)), run_handler, nullptr);
  core.in_handler = false;
}

// A poke before the timer. Which of the two, the handler is not told.
void acknowledge(Core& core) {
  if (core.poke_ns <= now_ns()) {
    core.poke_ns = arch::kNever;
    core.stats.pokes++;
  } else {
    core.deadline_ns = arch::kNever;
    core.stats.timer_irqs++;
  }
}

}  // namespace

void take_interrupt(uintptr_t pc, uintptr_t sp) {
  Core& core = *machine.current;
  if (!due(core) || !may_interrupt(core)) {
    return;
  }
  acknowledge(core);
  note(pc);
  Upcall upcall{.back = {}, .frame = {pc, sp, false}, .interrupt = true, .handled = true};
  call_handler(core, upcall);
  if (upcall.frame.inject) {
    if (machine.config.on_inject != nullptr) {
      machine.config.on_inject(machine.config.self, core.id, pc);
    }
    asyncPreempt();  // it may come back on another core
  }
}

bool take_stack_fault(uintptr_t pc, uintptr_t sp) {
  Core& core = *machine.current;
  Upcall upcall{.back = {}, .frame = {pc, sp, false}, .interrupt = false, .handled = false};
  call_handler(core, upcall);
  note(sp - arch::stack_area().lo);
  return upcall.handled;
}

}  // namespace burrow::sim

extern "C" void asyncPreempt() { asyncPreempt2(); }

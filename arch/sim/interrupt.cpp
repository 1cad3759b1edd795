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
  Line* line = nullptr;  // of a device
};

constinit Upcall* arriving = nullptr;  // from call_handler to run_handler

void run_handler(G*) {
  Upcall& upcall = *arriving;
  if (upcall.line != nullptr) {
    arch::stack_forget();
    upcall.line->handled = true;
    for (uint32_t i = 0; i < upcall.line->nhandlers; i++) {
      upcall.line->handlers[i](upcall.line->devices[i]);
    }
    upcall.line->handled = false;
    aim(machine.cores[upcall.line->core]);
  }
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

// The line whose interrupt is to come to this core and has the earliest time; nullptr: none.
Line* next_line(Core const& core) {
  Line* next = nullptr;
  for (Line& line : machine.lines) {
    bool const here = line.when_ns != arch::kNever && line.core == core.id && !line.handled;
    if (here && (next == nullptr || line.when_ns < next->when_ns)) {
      next = &line;
    }
  }
  return next;
}

// A poke before a device before the timer. Which of them, on_interrupt is not told.
Line* acknowledge(Core& core) {
  Line* line = nullptr;
  if (core.poke_ns <= now_ns()) {
    core.poke_ns = arch::kNever;
    core.stats.pokes++;
  } else if (core.device_ns <= now_ns()) {
    line = next_line(core);
    line->when_ns = arch::kNever;
    core.stats.device_irqs++;
    aim(core);
  } else {
    core.deadline_ns = arch::kNever;
    core.stats.timer_irqs++;
  }
  return line;
}

}  // namespace

void aim(Core& core) {
  Line const* next = next_line(core);
  core.device_ns = next == nullptr ? arch::kNever : next->when_ns;
}

void raise(uint32_t irq, int64_t within_ns) {
  contract(irq < kLines && machine.lines[irq].nhandlers != 0, "raise: nobody handles this");
  Line& line = machine.lines[irq];
  if (line.when_ns != arch::kNever) {
    return;
  }
  uint32_t nstarted = 0;
  for (uint32_t id = 0; id < machine.config.cores; id++) {
    nstarted += machine.cores[id].started;
  }
  line.core = random(nstarted);  // they start in the order of their ids
  line.when_ns = now_ns() + random(static_cast<uint32_t>(within_ns / machine.config.tick_ns) + 1) * machine.config.tick_ns;
  for (Core& core : machine.cores) {
    aim(core);
  }
  hurry(*machine.current);
}

void take_interrupt(uintptr_t pc, uintptr_t sp) {
  Core& core = *machine.current;
  if (!due(core) || !may_interrupt(core)) {
    return;
  }
  Line* const line = acknowledge(core);
  note(pc);
  Upcall upcall{.back = {}, .frame = {pc, sp, false}, .interrupt = true, .handled = true, .line = line};
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

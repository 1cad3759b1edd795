// The seam of arch.h on virtual cores: self, interrupts, cores, time, the rest. What a caller gets wrong ends the run.
#include <cstdio>
#include <cstdlib>

#include "arch/sim/machine.h"

namespace burrow::arch {

using sim::machine;

namespace {

// The caller's place, as a choice point inside the seam sees it.
[[gnu::always_inline]] inline uintptr_t caller() { return reinterpret_cast<uintptr_t>(__builtin_return_address(0)); }
[[gnu::always_inline]] inline uintptr_t caller_sp() { return reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()); }

}  // namespace

G* getg() { return machine.current->g; }

void setg(G* gp) { machine.current->g = gp; }

IrqState irq_save() {
  IrqState const state{machine.current->masked};
  machine.current->masked = true;
  return state;
}

void irq_restore(IrqState state) {
  sim::Core& core = *machine.current;
  core.masked = state.bits != 0;
  sim::hurry(core);
}

uint32_t ncores() { return machine.config.cores; }

void core_enter(uint32_t id, uintptr_t stack_top, void (*entry)(void*), void* arg) {
  sim::contract(id != 0 && id < machine.config.cores, "core_enter: no such core");
  sim::Core& core = machine.cores[id];
  sim::contract(!core.started, "core_enter: the core has work already");
  sim::contract(stack_top % 16 == 0, "core_enter: stack not aligned");
  gostartcallfn(&core.context, stack_top, entry, arg);
  core.started = true;
}

void park_core() {
  sim::Core& core = *machine.current;
  sim::contract(core.masked, "park_core: interrupts are open");
  sim::contract(!core.in_handler, "park_core: in a handler");
  core.stats.halts++;
  core.masked = false;
  core.sleeping = true;
  sim::choose(caller(), caller_sp());
  core.sleeping = false;
  while (sim::due(core)) {
    sim::take_interrupt(caller(), caller_sp());
  }
  core.masked = true;
}

void poke_core(uint32_t id) {
  constexpr uint32_t kLatency = 16;
  sim::contract(id < machine.config.cores, "poke_core: no such core");
  sim::Core& core = machine.cores[id];
  int64_t const arrives_ns = sim::now_ns() + sim::random(kLatency) * machine.config.tick_ns;
  if (arrives_ns < core.poke_ns) {
    core.poke_ns = arrives_ns;
  }
  if (&core == machine.current) {
    sim::hurry(core);
  }
}

bool irq_attach(uint32_t irq, void (*handler)(void*), void* device) {
  if (irq >= sim::kLines || machine.lines[irq].nhandlers == sim::Line::kMost) {
    return false;
  }
  sim::Line& line = machine.lines[irq];
  line.handlers[line.nhandlers] = handler;
  line.devices[line.nhandlers++] = device;
  return true;
}

int64_t nanotime() { return sim::now_ns(); }

void set_deadline(int64_t when_ns) {
  sim::Core& core = *machine.current;
  sim::contract(!core.in_handler || when_ns > core.handler_ns, "set_deadline: a handler that comes back for ever");
  core.deadline_ns = when_ns;
  sim::hurry(core);
}

void cpu_relax() {
  constexpr int64_t kTicks = 8;
  if (!machine.running) {
    return;
  }
  sim::pass_ticks(kTicks);
  machine.current->relaxing = true;
  sim::choose(caller(), caller_sp());
  sim::take_interrupt(caller(), caller_sp());
}

size_t preempt_spill() { return 1024; }

void write(char const* text, size_t bytes) {
  if (machine.config.on_write == nullptr) {
    fwrite(text, 1, bytes, stdout);
    return;
  }
  for (size_t i = 0; i < bytes; i++) {
    sim::note(static_cast<unsigned char>(text[i]));
  }
  machine.config.on_write(machine.config.self, text, bytes);
}

void exit(Verdict verdict) {
  if (!machine.running) {
    ::exit(static_cast<int>(verdict));
  }
  machine.outcome.verdict = verdict;
  sim::end(sim::End::exit, "");
}

CoreStats core_stats(uint32_t id) { return machine.cores[id].stats; }

}  // namespace burrow::arch

// The loop that picks, by the seed, which virtual core goes on, and the clock. Every switch is the scheduler's own:
// arch_mcall off the core's stack, arch_gogo back to it.
#include <algorithm>

#include "arch/sim/machine.h"

namespace burrow::sim {
namespace {

constexpr size_t kBootBytes = 64 << 10;

alignas(64) char transit_stack[4096];
alignas(64) char boot_stack[kBootBytes];
alignas(64) char handler_stacks[arch::kMaxCores][kHandlerBytes];

uint64_t next_random() {
  machine.rng ^= machine.rng >> 12;
  machine.rng ^= machine.rng << 25;
  machine.rng ^= machine.rng >> 27;
  return machine.rng * 0x2545f4914f6cdd1d;
}

void to_engine(G*) { arch::arch_gogo(&machine.engine); }
void to_core(G*) { arch::arch_gogo(&machine.current->context); }

uintptr_t transit_top() { return reinterpret_cast<uintptr_t>(transit_stack + sizeof transit_stack); }

void set_countdown(int64_t ticks) {
  int64_t const now = machine.horizon - machine.countdown;
  machine.countdown = ticks;
  machine.horizon = now + ticks;
}

// Mostly short runs, now and then a long one.
int64_t draw_run() {
  uint32_t const ticks = 1 + random(2 * machine.mean_run);
  return random(16) == 0 ? int64_t{ticks} * 8 : ticks;
}

int64_t wakes_at(Core const& core) { return std::min({core.poke_ns, core.deadline_ns, core.device_ns}); }

bool is_held(Core const& core) { return (machine.held >> core.id & 1) != 0; }

bool wakes_for_nothing() {
  constexpr uint32_t kSeldom = 512;
  return machine.config.spurious && random(kSeldom) == 0;
}

bool can_go_on(Core const& core) {
  return core.started && !is_held(core) && (!core.sleeping || due(core) || wakes_for_nothing());
}

int64_t earliest_wake() {
  int64_t earliest = arch::kNever;
  for (uint32_t id = 0; id < machine.config.cores; id++) {
    Core const& core = machine.cores[id];
    if (core.started && !is_held(core) && wakes_at(core) < earliest) {
      earliest = wakes_at(core);
    }
  }
  return earliest;
}

// Nobody can run: to the next thing that wakes a core, or else the held ones go on.
void wait_for_wake() {
  int64_t const earliest = earliest_wake();
  if (earliest != arch::kNever) {
    int64_t const tick_ns = machine.config.tick_ns;
    int64_t const ticks = (earliest - now_ns() + tick_ns - 1) / tick_ns;
    pass_ticks(ticks > 0 ? ticks : 0);
  } else if (machine.held != 0) {
    hold(0);
  } else {
    machine.outcome.end = End::hang;
  }
}

// Of the cores that can go on, one by the seed. A core that waits by looking leaves others the turn.
Core* pick() {
  Core* able[arch::kMaxCores];
  Core* polite = nullptr;
  uint32_t n = 0;
  for (uint32_t id = 0; id < machine.config.cores; id++) {
    Core& core = machine.cores[id];
    if (!can_go_on(core)) {
      continue;
    }
    if (core.relaxing && random(8) != 0) {
      polite = &core;
      continue;
    }
    able[n++] = &core;
  }
  if (n == 0) {
    return polite;
  }
  Core* chosen = able[random(n)];
  bool const hold_back = chosen->id == machine.slow_core && random(8) != 0;
  return hold_back ? able[random(n)] : chosen;
}

void resume(Core& core) {
  machine.current = &core;
  core.relaxing = false;
  note(core.id);
  set_countdown(machine.held != 0 ? 1 : draw_run());
  hurry(core);
  arch::arch_mcall(&machine.engine, transit_top(), to_core, nullptr);
}

void start_boot_core(void (*boot)(void*), void* arg) {
  Core& core = machine.cores[0];
  auto const top = reinterpret_cast<uintptr_t>(boot_stack + sizeof boot_stack);
  arch::gostartcallfn(&core.context, top, boot, arg);
  core.started = true;
}

// The style of this run, by the seed: how long cores run undisturbed, and whether one of them is slow.
void draw_style() {
  constexpr uint32_t kMeans[] = {3, 8, 20, 60, 200};
  machine.mean_run = kMeans[random(sizeof kMeans / sizeof kMeans[0])];
  if (machine.config.mean_run != 0) {
    machine.mean_run = machine.config.mean_run;
  }
  machine.slow_core = random(2) == 0 ? arch::kMaxCores : random(machine.config.cores);
}

void rest() {
  machine = Machine{};
  machine.current = &machine.cores[0];
}

constinit Choice last_trail[kTrail] = {};

// The trail, oldest first, outlives the run.
void keep_trail() {
  for (uint32_t i = 0; i < kTrail; i++) {
    last_trail[i] = machine.trail[(machine.nchoices + i) % kTrail];
  }
}

void reset(Config const& config) {
  rest();
  machine.config = config;
  machine.rng = (config.seed + 1) * 0x9e3779b97f4a7c15 | 1;
  for (int warm = 0; warm < 4; warm++) {
    next_random();
  }
  for (uint32_t id = 0; id < arch::kMaxCores; id++) {
    machine.cores[id].id = id;
  }
  machine.pages_left = config.stack_pages;
  machine.countdown = machine.horizon = 0;
  machine.window_bytes = 0;  // V10: no ground known yet
  machine.running = true;
  draw_style();
  memory_reset();
}

// What the callback does with the runtime's own functions takes no time and is no choice.
void call_on_step() {
  if (machine.config.on_step == nullptr) {
    return;
  }
  int64_t const countdown = machine.countdown;
  machine.on_engine = true;
  machine.config.on_step(machine.config.self);
  machine.on_engine = false;
  machine.countdown = countdown;
}

void run_cores() {
  while (machine.outcome.end == End::none) {
    call_on_step();
    if (machine.outcome.end != End::none) {
      return;
    }
    if (machine.outcome.steps++ == machine.config.step_limit) {
      machine.outcome.end = End::steps;
      return;
    }
    if (Core* core = pick()) {
      resume(*core);
    } else {
      wait_for_wake();
    }
  }
}

}  // namespace

constinit Machine machine = [] {
  Machine at_rest;
  at_rest.current = &machine.cores[0];
  return at_rest;
}();

uint32_t random(uint32_t below) { return static_cast<uint32_t>(((next_random() >> 32) * below) >> 32); }

int64_t now_ns() { return (machine.horizon - machine.countdown) * machine.config.tick_ns; }

void pass_ticks(int64_t ticks) { machine.horizon += ticks; }

void note(uint64_t event) {
  uint64_t const mixed = machine.outcome.hash ^ (event + static_cast<uint64_t>(now_ns()) * 0x9e3779b97f4a7c15);
  machine.outcome.hash = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9;
}

bool due(Core const& core) { return wakes_at(core) <= now_ns(); }

void hurry(Core const& core) {
  int64_t const when = wakes_at(core);
  if (when == arch::kNever || !may_interrupt(core)) {
    return;
  }
  constexpr uint32_t kLatency = 4;
  int64_t const left = (when - now_ns()) / machine.config.tick_ns + 1 + random(kLatency);
  if (left < machine.countdown) {
    set_countdown(left > 0 ? left : 1);
  }
}

void choose(uintptr_t pc, uintptr_t sp) {
  Core& core = *machine.current;
  core.pc = pc;
  core.sp = sp;
  machine.trail[machine.nchoices++ % kTrail] = {now_ns(), core.id, pc};
  arch::arch_mcall(&core.context, transit_top(), to_engine, nullptr);
}

void end(End how, char const* text) {
  machine.outcome.end = how;
  machine.outcome.text = text;
  to_engine(nullptr);
  __builtin_unreachable();
}

void* handler_stack_top(Core const& core) { return handler_stacks[core.id] + kHandlerBytes; }

Outcome run(Config const& config, void (*boot)(void*), void* arg) {
  reset(config);
  start_boot_core(boot, arg);
  run_cores();
  Outcome outcome = machine.outcome;
  outcome.time_ns = now_ns();
  keep_trail();
  rest();
  return outcome;
}

void stop(char const* text) {
  if (!machine.on_engine) {
    end(End::stopped, text);
  }
  machine.outcome.end = End::stopped;
  machine.outcome.text = text;
}

void hold(uint64_t cores) { machine.held = cores; }

Choice choice(uint32_t back) { return last_trail[kTrail - 1 - back]; }

CoreView view(uint32_t id) {
  Core const& core = machine.cores[id];
  bool const halted = core.sleeping && core.poke_ns == arch::kNever;
  return {core.started, halted, core.in_handler, core.deadline_ns, core.pc, core.sp, core.g};
}

}  // namespace burrow::sim

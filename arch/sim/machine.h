// The state of the simulated machine, private to this folder.
//
// V8  One virtual core runs at a time: machine.current. The contexts of the others lie in Core::context.
// V9  now = horizon - countdown, in ticks; every hook takes one off the countdown.
// V10  A hook whose sp lies in [window_lo, window_lo + window_bytes) is on committed ground.
#pragma once

#include <cstdint>

#include "arch/arch.h"
#include "arch/sim/sim.h"

namespace burrow::sim {

inline constexpr size_t kHandlerBytes = 32 << 10;

inline constexpr int64_t kForever = INT64_MAX / 2;  // ticks

struct Core {
  uint32_t id = 0;
  arch::Gobuf context = {};           // while it does not run
  G* g = nullptr;
  bool started = false;
  bool sleeping = false;
  bool masked = false;
  bool in_handler = false;
  int64_t handler_ns = 0;             // when it began
  bool relaxing = false;              // waits by looking: others first
  uintptr_t pc = 0, sp = 0;           // of the hook it waits in
  int64_t deadline_ns = arch::kNever;
  int64_t poke_ns = arch::kNever;     // when the poke on its way arrives
  int64_t device_ns = arch::kNever;   // when the next interrupt of a device that is to come here does
  uint32_t reserve = 0;               // pages
  uint64_t forgotten = 0;             // it uses no translation that was taken away by the releases up to this one
  arch::CoreStats stats = {};
};

// An interrupt line.
struct Line {
  static constexpr uint32_t kMost = 4;
  uint32_t nhandlers = 0;
  void (*handlers[kMost])(void* device) = {};
  void* devices[kMost] = {};
  int64_t when_ns = arch::kNever;     // it comes then,
  uint32_t core = 0;                  // there
  bool handled = false;               // right now: not on a second core
};

// As it is between two runs: one core, hooks without effect.
struct Machine {
  // -- looked at by every hook
  int64_t countdown = kForever;
  uintptr_t window_lo = 0;
  uintptr_t window_bytes = UINTPTR_MAX;
  Core* current = nullptr;
  // -- the rest
  int64_t horizon = kForever;
  bool running = false;
  bool on_engine = false;             // in a callback between two choices
  uint64_t held = 0;                  // cores that stand still
  Config config;
  Outcome outcome;
  arch::Gobuf engine = {};
  uint64_t rng = 1;
  uint32_t mean_run = 1;
  uint32_t slow_core = arch::kMaxCores;  // seldom chosen; kMaxCores: none
  uint32_t pages_left = 0;
  uint32_t nchoices = 0;
  Choice trail[kTrail] = {};
  Core cores[arch::kMaxCores];
  Line lines[kLines];
};

extern Machine machine;

// -- engine.cpp
uint32_t random(uint32_t below);
int64_t now_ns();
void pass_ticks(int64_t ticks);               // time goes on, no hook is consumed
void note(uint64_t event);                    // into the hash
void hurry(Core const& core);                 // the next choice comes no later than what this core waits for
bool due(Core const& core);                   // an interrupt has arrived
void choose(uintptr_t pc, uintptr_t sp);      // a choice point: others may run before it returns
[[noreturn]] void end(End how, char const* text);
void* handler_stack_top(Core const& core);

// -- interrupt.cpp
void aim(Core& core);                                     // anew: when the next device interrupts this core
void take_interrupt(uintptr_t pc, uintptr_t sp);          // if one is due and may come
bool take_stack_fault(uintptr_t pc, uintptr_t sp);        // whether on_stack_fault mapped the page
inline bool may_interrupt(Core const& core) { return !core.masked && !core.in_handler; }
inline void contract(bool holds, char const* text) {
  if (!holds) {
    end(End::misuse, text);
  }
}

// -- memory.cpp
void memory_reset();
void check_stack(uintptr_t pc, uintptr_t sp);  // sp has left the window: a new window, perhaps after a stack fault

// -- hooks.cpp
void at_hook(uintptr_t pc, uintptr_t sp);      // the slow half of a hook

}  // namespace burrow::sim

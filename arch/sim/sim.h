// The simulation seen by tests: a machine of virtual cores and virtual time on one host thread. Same Config, same run.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/arch.h"

namespace burrow::sim {

struct Config {
  uint64_t seed = 1;
  uint32_t cores = 1;
  uint64_t step_limit = 1'000'000;  // choices of a core to run
  uint32_t mean_run = 0;            // hooks between two choices, on average; 0: by the seed
  int64_t tick_ns = 10;             // virtual time of a hook
  bool spurious = true;             // park_core returns for no reason now and then
  uint32_t stack_pages = 1 << 20;   // what stack_refill has to give away

  void* self = nullptr;                                                 // passed to the three below
  void (*on_step)(void* self) = nullptr;                                // between two choices, on the engine's stack
  void (*on_inject)(void* self, uint32_t core, uintptr_t pc) = nullptr;  // the interrupt made a goroutine yield
  void (*on_write)(void* self, char const* text, size_t bytes) = nullptr;
};

enum class End : uint8_t {
  none,
  exit,     // arch::exit
  stopped,  // sim::stop
  hang,     // every core sleeps, nothing will wake one
  steps,    // step_limit
  fault,    // a stack that may not grow
  misuse,   // a contract of the seam was broken
};

struct Outcome {
  End end = End::none;
  arch::Verdict verdict = arch::Verdict::passed;  // with End::exit
  char const* text = "";                          // the reason, with stopped, fault and misuse
  uint64_t steps = 0;
  int64_t time_ns = 0;
  uint64_t hash = 0;                              // of every choice, interrupt and byte written
};

// Boots a machine: boot(arg) on core 0, the others halted, memory zeroed, time 0. Returns when it ends.
Outcome run(Config const& config, void (*boot)(void*), void* arg);

// Ends the machine from inside it, or from a callback; from inside it does not return.
void stop(char const* text);

// From a callback on_step: until it is said otherwise, the cores of the mask stand still as long as others can go on,
// and a choice comes at every hook. hold(0) ends that.
void hold(uint64_t cores);

// A device's request: on one core that has started, at a moment within so many ns, both by the seed, interrupt irq comes, unless
// one of this line is on its way. From inside the machine. irq < kLines
inline constexpr uint32_t kLines = 8;
void raise(uint32_t irq, int64_t within_ns);

// The last choices of the last run, for reports: 0 is the latest.
inline constexpr uint32_t kTrail = 12;
struct Choice {
  int64_t time_ns;
  uint32_t core;
  uintptr_t pc;
};
Choice choice(uint32_t back);

// A core as it stands at the last choice.
struct CoreView {
  bool started;
  bool halted;      // asleep, and nothing on its way to wake it
  bool in_handler;  // on_interrupt or on_stack_fault
  int64_t deadline_ns;  // what its timer is set to; kNever: nothing
  uintptr_t pc;     // return address of the hook it waits in
  uintptr_t sp;
  G* g;
};
CoreView view(uint32_t core);

bool committed(uintptr_t addr);  // the page of the stack area is there

}  // namespace burrow::sim

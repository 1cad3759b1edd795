// A whole scheduler on a simulated machine, made afresh for each run: same World, same run, to the last choice.
#pragma once

#include <cstdint>
#include <string>

#include "arch/sim/sim.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/pstatus.h"

namespace burrow {

enum class WorldEnd : uint8_t {
  passed,     // the main goroutine returned, or someone called arch::exit(passed)
  failed,     // the same, but a task reported a failure
  fatal,      // text: its reason; of a panic, "panic: " and its reason
  invariant,  // text: which one, by its number, and how it is broken
  hang,       // every core sleeps for ever
  steps,      // step_limit
  fault,      // a stack that may not grow
  misuse,     // a contract of the seam was broken
};

struct WorldResult {
  WorldEnd end;
  std::string text;    // the reason
  std::string output;  // what was written
  uint64_t steps;
  int64_t time_ns;
  uint64_t hash;       // of the schedule
  uint64_t rests;      // moments at which every core halted or ran task code, and what holds at rest was checked
  uint64_t preempted;
  uint32_t timers;     // still armed when the main goroutine returned
  uint64_t gedges[kGEdgeCount];
  uint64_t pedges[kPEdgeCount];

  bool passed() const { return end == WorldEnd::passed; }
};

char const* name_of(WorldEnd end);

struct World {
  uint64_t seed = 1;
  uint32_t cores = 1;
  uint32_t gomaxprocs = 0;        // 0: as many as cores
  int64_t slice_ns = 10'000;
  uint64_t stack_bytes = 256 << 10;
  bool asyncpreemptoff = false;
  bool log = false;
  int64_t schedtrace_ns = 0;      // 0: none
  bool scheddetail = false;
  bool goexit_main = false;       // the main goroutine ends alone when its function returns
  bool to_the_last = false;       // the main goroutine waits until it is alone; then no memory of the heap may be in use
  bool calm = false;              // no core stands still for a check, none wakes for no reason: times mean something
  bool thorough = false;          // all invariants after every single hook
  uint32_t mean_run = 0;          // hooks between two choices; 0: by the seed
  uint64_t step_limit = 1'000'000;
  uint32_t stack_pages = 1 << 20;
  char const* command_line = "";
  void (*at_step)(uint64_t step) = nullptr;  // between two choices, before the check: to look, or to do harm

  // Boots the machine; main runs as the first goroutine. main and what it starts must lie in task text to be preempted.
  WorldResult run(void (*main)());
};

// The numbered invariants at the heads of the runtime's files (world_check.cpp, world_rest.cpp). Each returns nullptr or what is broken.
char const* check_always();   // whatever the cores are doing
char const* check_at_rest();  // also what holds when no core is inside the scheduler; first see at_rest
char const* check_preempted(uint32_t core, uintptr_t pc);  // the interrupt made the goroutine on this core yield at pc
bool rests(uint32_t core);    // it halts or runs task code
bool at_rest();              // every core does

}  // namespace burrow

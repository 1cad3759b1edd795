// Making a world, running it, and telling how it ended.
#include "tests/support/world.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/malloc.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"
#include "tests/support/devices.h"

namespace burrow {

namespace {

// What one run needs beside the scheduler's own state.
struct Run {
  World const& world;
  void (*main)();
  WorldResult& result;
  uint64_t step = 0;
  uint64_t checked = 0;  // the step of the last full check
  uint64_t settle = 0;   // the step at which cores that come to rest begin to stand still
  bool broken = false;
};

void forget_everything() {
  memset(static_cast<void*>(&sched), 0, sizeof sched);
  std::fill(allp, allp + kMaxProcs, nullptr);  // also those that are dead
  gomaxprocs.store(0, relaxed);
  allm = nullptr;
}

void move_main(void* to, void* from) { *static_cast<Run**>(to) = *static_cast<Run**>(from); }

void report(Run& run, char const* broken) {
  if (broken != nullptr && !run.broken) {
    run.broken = true;
    sim::stop(broken);
  }
}

void end_alone(Run& run) {
  constexpr int kPatience = 1000;  // another core may be about to let go of the channel of a timer
  for (int turns = 0; gcount() > 1 || (heap_live() != 0 && turns < kPatience); turns++) {
    Gosched();
  }
  run.result.timers = timers_armed();
  if (int64_t const live = heap_live(); live != 0) {
    char text[80];
    snprintf(text, sizeof text, "C4: %lld bytes of the heap are in use at the end", static_cast<long long>(live));
    report(run, text);
  }
}

void run_main(void* object) {
  Run& run = **static_cast<Run**>(object);
  run.main();
  if (run.world.to_the_last) {
    end_alone(run);
  }
  if (!run.world.goexit_main) {
    arch::exit(sched.taskfailures.load(relaxed) == 0 ? arch::Verdict::passed : arch::Verdict::failed);
  }
}

void boot(void* self) {
  auto* run = static_cast<Run*>(self);
  World const& world = run->world;
  schedinit({.slice_ns = world.slice_ns,
             .gomaxprocs = world.gomaxprocs,
             .seed = world.seed,
             .asyncpreemptoff = world.asyncpreemptoff,
             .log = world.log,
             .command_line = world.command_line,
             .schedtrace_ns = world.schedtrace_ns,
             .scheddetail = world.scheddetail,
             .stack_bytes = world.stack_bytes});
  register_sim_devices();
  newproc({sizeof run, move_main, run_main, reinterpret_cast<void (*)()>(run_main)}, &run);
  mstart();
}

// Holds every core that halts or runs task code, until all do: so that what must hold at rest is seen often.
void bring_to_rest(Run& run) {
  constexpr uint64_t kPause = 64, kMost = 4096;
  bool const rest = at_rest();
  if (rest) {
    run.result.rests++;
    report(run, check_at_rest());
  }
  if (rest || run.step > run.settle + kMost) {
    sim::hold(0);
    run.settle = run.step + kPause + run.world.seed % kPause;
    return;
  }
  uint64_t resting = 0;
  for (uint32_t id = 0; id < sched.ncores; id++) {
    resting |= uint64_t{rests(id)} << id;
  }
  sim::hold(resting);
}

// A full look costs time in proportion to the goroutines: seldom when there are many.
bool time_to_look(Run const& run) {
  uint64_t const pause = run.world.thorough ? 0 : 2 + sched.allglen.load(relaxed) / 8;
  return run.step >= run.checked + pause;
}

void on_step(void* self) {
  Run& run = *static_cast<Run*>(self);
  run.step++;
  if (run.world.at_step != nullptr) {
    run.world.at_step(run.step);
  }
  if (!sched.mainstarted) {
    return;
  }
  if (time_to_look(run)) {
    run.checked = run.step;
    report(run, check_always());
  }
  if (!run.world.calm && run.step >= run.settle) {
    bring_to_rest(run);
  }
}

void on_inject(void* self, uint32_t core, uintptr_t pc) {
  Run& run = *static_cast<Run*>(self);
  run.result.preempted++;
  report(run, check_preempted(core, pc));
}

void on_write(void* self, char const* text, size_t bytes) {
  constexpr size_t kMost = 1 << 20;
  std::string& output = static_cast<Run*>(self)->result.output;
  output.append(text, std::min(bytes, kMost - std::min(kMost, output.size())));
}

void on_fatal(char const* kind, char const* reason) {
  char text[256];
  snprintf(text, sizeof text, "%s%s", kind == kFatalError ? "" : kind, reason);
  sim::stop(text);
}

WorldEnd end_of(sim::Outcome const& outcome, bool broken) {
  switch (outcome.end) {
    case sim::End::exit: return outcome.verdict == arch::Verdict::passed ? WorldEnd::passed : WorldEnd::failed;
    case sim::End::stopped: return broken ? WorldEnd::invariant : WorldEnd::fatal;
    case sim::End::hang: return WorldEnd::hang;
    case sim::End::fault: return WorldEnd::fault;
    case sim::End::misuse: return WorldEnd::misuse;
    default: return WorldEnd::steps;
  }
}

void add_edges(WorldResult& result) {
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    for (uint32_t row = 0; row < kGEdgeCount; row++) {
      result.gedges[row] += mp->gedges[row];
    }
    for (uint32_t row = 0; row < kPEdgeCount; row++) {
      result.pedges[row] += mp->pedges[row];
    }
  }
}

}  // namespace

char const* name_of(WorldEnd end) {
  static constexpr char const* kNames[] = {"passed", "failed", "fatal", "invariant",
                                           "hang",   "steps",  "fault", "misuse"};
  return kNames[static_cast<uint32_t>(end)];
}

WorldResult World::run(void (*main)()) {
  WorldResult result{};
  Run run{*this, main, result};
  forget_everything();
  fatal_hook = on_fatal;
  sim::Config const config{.seed = seed,
                           .cores = cores,
                           .step_limit = step_limit,
                           .mean_run = thorough ? 1 : mean_run,
                           .spurious = !calm,
                           .stack_pages = stack_pages,
                           .self = &run,
                           .on_step = on_step,
                           .on_inject = on_inject,
                           .on_write = on_write};
  sim::Outcome const outcome = sim::run(config, boot, &run);
  result.end = end_of(outcome, run.broken);
  result.text = outcome.text;
  result.steps = outcome.steps;
  result.time_ns = outcome.time_ns;
  result.hash = outcome.hash;
  add_edges(result);
  fatal_hook = nullptr;
  return result;
}

}  // namespace burrow

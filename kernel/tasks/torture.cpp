// Every register survives: more goroutines than cores fill all registers, hold them over several slices and check them,
// while preemption throws them from core to core. With a slice of 100 us or less over 100 000 preemptions, with a
// longer one as many as it allows in five seconds.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint64_t kPreemptions = 100'000;
constexpr int64_t kShort_ns = 100'000;          // such a slice is meant for this task
constexpr int64_t kBudget_ns = 5'000'000'000;   // for a longer one
constexpr int64_t kPatience_ns = 240'000'000'000;
constexpr uint64_t kFewestSpins = 16;
constexpr uint32_t kPerCore = 3;                // who is preempted finds others before it

struct Torture {
  uint64_t goroutines;
  uint64_t preempted;    // before
  uint64_t preemptions;  // to be reached
  uint64_t migrations;
  int64_t until_ns;
  // relaxed: main reads them after ended.wait()
  std::atomic<uint64_t> rounds = 0;
  std::atomic<uint64_t> changed = 0;
  std::atomic<uint64_t> migrated = 0;
  WaitGroup ended{};
};

uint64_t preemptions() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).preemptions;
  }
  return sum;
}

// Spins for the next filling, during which the goroutines together should be stopped a few times: with more, migrations
// there and back go uncounted. A slice is as long as timer and host make it, so one has to learn.
uint64_t adapt(uint64_t spins, uint64_t stops_of_all, uint64_t goroutines) {
  if (stops_of_all == 0) {
    return spins + spins / 8;
  }
  return stops_of_all > goroutines && spins > kFewestSpins ? spins - spins / 8 : spins;
}

bool over(Torture const& torture) {
  return nanotime() >= torture.until_ns || (torture.migrated.load(relaxed) >= torture.migrations &&
                                            preemptions() >= torture.preempted + torture.preemptions);
}

void victim(Torture* torture, uint64_t seed) {
  uint32_t core = place().core;
  uint64_t spins = kFewestSpins;
  while (!over(*torture)) {
    uint64_t before = preemptions();
    torture->changed.fetch_add(arch::register_torture(seed++, spins), relaxed);
    torture->rounds.fetch_add(1, relaxed);
    uint32_t now = place().core;
    torture->migrated.fetch_add(now != core, relaxed);
    core = now;
    spins = adapt(spins, preemptions() - before, torture->goroutines);
  }
  torture->ended.done();
}

}  // namespace

void torture() {
  expect(preemption_on(), "torture: needs preemption");
  if (!preemption_on()) {
    return;
  }
  uint32_t cores = NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS();
  uint64_t allowed = static_cast<uint64_t>(kBudget_ns / slice_ns()) + 1;
  uint64_t wanted = slice_ns() <= kShort_ns || allowed > kPreemptions ? kPreemptions : allowed;
  Torture torture{.goroutines = kPerCore * cores, .preempted = preemptions(), .preemptions = wanted,
                  .migrations = cores == 1 ? 0 : wanted / 100 + 1, .until_ns = nanotime() + kPatience_ns};
  torture.ended.add(static_cast<int32_t>(torture.goroutines));
  for (uint64_t i = 0; i < torture.goroutines; i++) {
    go(victim, &torture, i << 32);
  }
  torture.ended.wait();
  uint64_t preempted = preemptions() - torture.preempted;
  uint64_t migrated = torture.migrated.load(relaxed), changed = torture.changed.load(relaxed);
  print("torture: registers filled and checked ", torture.rounds.load(relaxed), " times, ", preempted,
        " preemptions, at least ", migrated, " migrations, ", changed, " registers changed\n");
  expect(changed == 0, "torture: no register changed");
  expect(preempted >= wanted, "torture: preempted as often as wanted");
  expect(migrated >= torture.migrations, "torture: goroutines changed cores");
}

}  // namespace burrow::tasks

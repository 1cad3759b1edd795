// Two goroutines wait for each other by looking, without ever yielding: both must be scheduled, even on one P.
// Go: TestPreemption (proc_test.go).
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kRounds = 5;
constexpr int64_t kPatience_ns = 20'000'000'000;

struct Flag {
  std::atomic<uint32_t> turn = 0;
  int64_t until_ns = 0;
  WaitGroup ended;
};

void turn_flag(Flag* flag, uint32_t self) {
  for (uint32_t round = 0; round < kRounds; round++) {
    uint32_t mine = 2 * round + self;
    while (flag->turn.load(acquire) != mine) {  // acq: pairs with rel below
      if (nanotime() > flag->until_ns) {
        flag->ended.done();
        return;
      }
      cpu_relax();
    }
    flag->turn.store(mine + 1, release);  // rel: pairs with acq above
  }
  flag->ended.done();
}

// A sleep of the whole core takes its timer: afterwards the sleeper must be preempted as before.
void preempt_after_sleep(int64_t patience_ns) {
  constexpr int64_t kNap_ns = 1'000'000;
  std::atomic<bool> ran = false;
  go([&ran] { ran.store(true, release); });  // rel: pairs with acq below
  sleep_core(kNap_ns);
  for (int64_t until_ns = nanotime() + patience_ns; !ran.load(acquire) && nanotime() < until_ns;) {  // acq: with rel above
    cpu_relax();
  }
  expect(ran.load(acquire), "preemption: a goroutine that had slept with its core was preempted");
  while (!ran.load(acquire)) {  // acq: as above; `ran` lies on this stack
    cpu_relax();
    Gosched();
  }
}

}  // namespace

void preemption() {
  Flag flag;
  int64_t patience_ns = 4 * kRounds * slice_ns() > kPatience_ns ? 4 * kRounds * slice_ns() : kPatience_ns;
  flag.until_ns = nanotime() + patience_ns;
  flag.ended.add(2);
  go(turn_flag, &flag, 0u);
  go(turn_flag, &flag, 1u);
  flag.ended.wait();
  uint32_t turns = flag.turn.load(relaxed);  // relaxed: after the wait
  print("preemption: ", turns, " turns between two goroutines that never yield\n");
  expect(turns == 2 * kRounds, "preemption: each was scheduled while the other span");
  preempt_after_sleep(patience_ns);
}

}  // namespace burrow::tasks

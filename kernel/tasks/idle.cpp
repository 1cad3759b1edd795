// Idle is idle: while one core sleeps with its P in notetsleep, the others have nothing to do: they halt and take no
// interrupt. Where the main goroutine is preempted while it looks, that wakes another core, so it looks once more.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kAttempts = 10;
constexpr int64_t kSettle_ns = 100'000'000;  // those that still look for work find none and halt
constexpr int64_t kSleep_ns = 1'000'000'000;

struct Look {
  int64_t now_ns;
  uint64_t preemptions;
  arch::CoreStats others;
};

uint64_t preemptions() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).preemptions;
  }
  return sum;
}

Look look(uint32_t self) {
  Look seen{nanotime(), preemptions(), {}};
  for (uint32_t core = 0; core < NumCPU(); core++) {
    if (core != self) {
      arch::CoreStats stats = core_stats(core);
      seen.others.timer_irqs += stats.timer_irqs;
      seen.others.pokes += stats.pokes;
      seen.others.halts += stats.halts;
    }
  }
  return seen;
}

void judge(Look const& before, Look const& after) {
  uint64_t timers = after.others.timer_irqs - before.others.timer_irqs;
  uint64_t pokes = after.others.pokes - before.others.pokes;
  uint64_t halts = after.others.halts - before.others.halts;
  int64_t slept_ns = after.now_ns - before.now_ns;
  print("idle: ", slept_ns / 1'000'000, " ms asleep; the ", NumCPU() - 1, " other cores took ", timers,
        " timer interrupts and ", pokes, " pokes, and halted ", halts, " times anew\n");
  expect(slept_ns >= kSleep_ns, "idle: the core slept as long as it was told");
  expect(timers == 0, "idle: no timer interrupt on the other cores");
  expect(pokes == 0, "idle: no poke to the other cores");
  expect(halts == 0, "idle: the other cores stayed halted");
}

// Whether it could be judged.
bool attempt() {
  uint64_t preempted = preemptions();
  sleep_core(kSettle_ns);
  uint32_t self = place().core;
  Look before = look(self);
  sleep_core(kSleep_ns);
  Look after = look(self);
  if (preemptions() != preempted) {
    return false;
  }
  judge(before, after);
  return true;
}

}  // namespace

void idle() {
  bool judged = false;
  for (uint32_t i = 0; i < kAttempts && !judged; i++) {
    judged = attempt();
  }
  expect(judged, "idle: the main goroutine had ten looks in peace");
}

}  // namespace burrow::tasks

// Sleeping: never too short, not much too long, on whatever P the timer lies. Go: TestSleep, TestSleepZeroDeadlock
// (time/sleep_test.go), TestTimerFairness, TestTimerFairness2 (runtime/proc_test.go).
#include "runtime/model/sched.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/crowd.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

constexpr int64_t kUnit_ns = 3'000 * static_cast<int64_t>(pace.times);

// Sleeps, and how late it was.
int64_t timed_sleep(int64_t ns) {
  int64_t const start = nanotime();
  sleep(ns);
  int64_t const late = nanotime() - start - ns;
  expect(late >= 0, "sleep: it came back too early");
  return late;
}

void sleeper(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    timed_sleep(kUnit_ns);
    crowd->work.add();
  }
}

// As many goroutines as said, each asleep `times` times, for as long as round, who and seed say.
void many_sleepers(uint32_t many, uint32_t times) {
  WaitGroup group;
  group.add(static_cast<int32_t>(many));
  for (uint32_t who = 0; who < many; who++) {
    go([&, who] {
      for (uint32_t round = 0; round < times; round++) {
        timed_sleep(kUnit_ns * static_cast<int64_t>((who * 7 + round * 3 + sched.config.seed) % 8));
      }
      group.done();
    });
  }
  group.wait();
}

}  // namespace

// TestSleep
void sleep_alone() {
  timed_sleep(kUnit_ns);
  timed_sleep(10 * kUnit_ns);
  timed_sleep(1);
}

void sleep_together() { many_sleepers(12, 4); }

void sleep_in_step() {
  WaitGroup group;
  group.add(8);
  for (int i = 0; i < 8; i++) {
    go([&] {
      for (int round = 0; round < 3; round++) {
        timed_sleep(2 * kUnit_ns);
      }
      group.done();
    });
  }
  group.wait();
}

// TestSleepZeroDeadlock: what is over at once does not park, whatever else goes on.
void sleep_for_nothing() {
  Crowd crowd;
  crowd.join(1, yielder);
  for (int i = 0; i < 20; i++) {
    sleep(0);
    sleep(-1);
    sleep(INT64_MIN);
    if (i % 10 == 0) {
      stopTheWorld();
      startTheWorld();
    }
  }
  crowd.dismiss();
}

// A sleep that ends beside loops without a call: at the end of a slice, or at once where a core is free.
void sleep_beside_hogs() {
  Crowd crowd;
  crowd.join(GOMAXPROCS(), hog);
  for (int i = 0; i < 3; i++) {
    timed_sleep(kUnit_ns);
  }
  crowd.dismiss();
}

// TestTimerFairness, TestTimerFairness2: goroutines that are always runnable, or always in a call, hold no timer up.
void sleep_beside_all() {
  Crowd crowd;
  constexpr void (*kLives[])(Crowd*) = {hog, yielder, caller, spawner, tied, sleeper};
  crowd.gather(kLives);
  for (int i = 0; i < 4; i++) {
    timed_sleep(kUnit_ns);
  }
  crowd.dismiss();
}

// The P with the timer is in a system call; another core takes the timer, or the P.
void sleep_behind_a_call() {
  Sema ready, done;
  Count over;
  go([&] {
    ready.release();
    timed_sleep(kUnit_ns);
    over.add();
    done.release();
  });
  ready.acquire();
  do {
    busy_syscall(400 * kUnit_ns);
  } while (over.get() == 0 && NumCPU() == 1);
  if constexpr (pace.exact) {
    expect(NumCPU() == 1 || over.get() != 0, "sleep: a call held it up");
  }
  done.acquire();
}

// A P becomes idle by a call that gives it up at once, and its timers have to be looked after.
void sleep_beside_blocking() {
  Crowd crowd;
  crowd.join(2, [](Crowd* self) {
    while (self->stop.get() == 0) {
      entersyscallblock();
      for (int64_t until_ns = nanotime() + 2 * kUnit_ns; nanotime() < until_ns;) {
        arch::cpu_relax();
      }
      exitsyscall();
    }
  });
  for (int i = 0; i < 4; i++) {
    timed_sleep(kUnit_ns);
  }
  crowd.dismiss();
}

// The Ps with the timers go away, and come back. Go: issue 45716
void sleep_through_resize() {
  uint32_t const before = GOMAXPROCS();
  WaitGroup group;
  group.add(10);
  for (int64_t who = 1; who <= 10; who++) {
    go([&, who] {
      timed_sleep(who * kUnit_ns);
      timed_sleep(kUnit_ns);
      group.done();
    });
  }
  for (uint32_t n : {1u, 4u, 2u, 1u, 3u}) {
    GOMAXPROCS(n);
    timed_sleep(kUnit_ns);
  }
  group.wait();
  GOMAXPROCS(before);
}

void sleep_through_stops() {
  Crowd crowd;
  crowd.join(3, sleeper);
  for (int i = 0; i < 4; i++) {
    stopTheWorld();
    startTheWorld();
    timed_sleep(kUnit_ns / 2);
  }
  PrintStacks();
  crowd.dismiss();
}

void sleep_tied() {
  WaitGroup group;
  group.add(3);
  for (int i = 0; i < 3; i++) {
    go([&] {
      LockOSThread();
      uint32_t const core = place().core;
      for (int round = 0; round < 3; round++) {
        timed_sleep(kUnit_ns);
        expect(place().core == core, "sleep: it woke on another core");
      }
      UnlockOSThread();
      group.done();
    });
  }
  group.wait();
}

// One core, or all others asleep: what a sleep costs beyond its time.
void sleep_to_the_point() {
  constexpr int64_t kSlack_ns = 30'000;  // what the scheduler itself takes
  for (int64_t ns = kUnit_ns; ns < 20 * kUnit_ns; ns += 7 * kUnit_ns / 2) {
    int64_t const late = timed_sleep(ns);
    expect(!pace.exact || late < kSlack_ns, "sleep: nothing to do, and late");
  }
}

// The machine waits for one timer: one interrupt, and none on cores that have nothing to do with it.
void sleep_costs_one_interrupt() {
  auto interrupts = [] {
    uint64_t sum = 0;
    for (uint32_t core = 0; core < NumCPU(); core++) {
      sum += core_stats(core).timer_irqs;
    }
    return sum;
  };
  timed_sleep(100 * kUnit_ns);
  uint64_t const before = interrupts();
  timed_sleep(100 * kUnit_ns);
  expect(!pace.exact || interrupts() - before == 1, "sleep: one timer, one interrupt");
}

// One hog, and a core that has nothing to do: it takes the timer at once, from the hog's P too. Go: issue 38860
void sleep_with_a_free_core() {
  Crowd crowd;
  crowd.join(1, hog);
  constexpr int64_t kSlack_ns = 200'000;  // what the scheduler itself takes; a slice of these worlds is a millisecond
  for (int i = 0; i < 6; i++) {
    int64_t const late = timed_sleep(kUnit_ns);
    expect(!pace.exact || late < kSlack_ns, "sleep: a core was free, and it came late");
  }
  crowd.dismiss();
}

// All sleep, and then somebody waits for what never comes.
void sleep_and_deadlock() {
  many_sleepers(3, 2);
  Sema never;
  never.acquire();
}

}  // namespace burrow::scenario

// The cases of Go's runtime/proc_test.go that need no timer, channel or system call.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

// A number that goroutines look at without a call.
class Number {
 public:
  explicit Number(uint32_t value = 0) : value_(value) {}
  void set(uint32_t value) { __atomic_store_n(&value_, value, __ATOMIC_RELEASE); }  // rel: pairs with acq in get
  uint32_t get() const { return __atomic_load_n(&value_, __ATOMIC_ACQUIRE); }       // acq: pairs with rel in set
  void wait_for(uint32_t value) const {
    while (get() != value) {
      look();
    }
  }

 private:
  uint32_t value_;
};

}  // namespace

// TestYieldProgress: one that does nothing but yield does not keep another from running.
void yield_progress() {
  Number seen;
  Sema done;
  go([&] {
    while (seen.get() == 0) {
      Gosched();
    }
    done.release();
  });
  Gosched();
  go([&] { seen.set(1); });
  done.acquire();
}

// TestGoroutineParallelism: as many as there are Ps run at the same moment.
void parallelism() {
  uint32_t const many = GOMAXPROCS();
  constexpr uint32_t kTurns = 10;
  Number turn;
  WaitGroup group;
  group.add(static_cast<int32_t>(many) - 1);
  auto take_turns = [&](uint32_t who) {
    for (uint32_t round = 0; round < kTurns; round++) {
      turn.wait_for(many * round + who);
      turn.set(many * round + who + 1);
    }
  };
  for (uint32_t who = 1; who < many; who++) {
    go([&, who] {
      take_turns(who);
      group.done();
    });
  }
  take_turns(0);
  group.wait();
}

// TestPreemption: two that pass a turn back and forth, spinning, both advance.
void preemption() {
  constexpr uint32_t kTurns = 5;
  Number turn;
  WaitGroup group;
  group.add(2);
  for (uint32_t who = 0; who < 2; who++) {
    go([&, who] {
      for (uint32_t round = 0; round < kTurns; round++) {
        turn.wait_for(2 * round + who);
        turn.set(2 * round + who + 1);
      }
      group.done();
    });
  }
  group.wait();
}

void call_alone() {
  constexpr int64_t kFirst_ns = 15'000, kStep_ns = 2'500;
  for (int i = 0; i < 20; i++) {
    busy_syscall(kFirst_ns + i * kStep_ns);
  }
}

void watch_backs_off() {
  constexpr int64_t kCall_ns = 9'000'000;  // shorter than the time after which even an unwanted P is taken
  constexpr uint64_t kMostPokes = 150;     // 50 looks 20 us apart, then ever rarer; every 20 us it would be 450
  auto pokes = [] {
    uint64_t sum = 0;
    for (uint32_t core = 0; core < NumCPU(); core++) {
      sum += core_stats(core).pokes;
    }
    return sum;
  };
  uint64_t before = pokes();
  busy_syscall(kCall_ns);
  expect(pokes() - before <= kMostPokes, "watch_backs_off: looked too often");
}

// TestNumGoroutine
void num_goroutine() {
  constexpr uint32_t kMany = 7;
  Sema leave;
  WaitGroup group;
  group.add(kMany);
  expect(NumGoroutine() == 1, "num_goroutine: main alone");
  for (uint32_t i = 0; i < kMany; i++) {
    go([&] {
      leave.acquire();
      group.done();
    });
  }
  expect(NumGoroutine() == kMany + 1, "num_goroutine: all alive");
  for (uint32_t i = 0; i < kMany; i++) {
    leave.release();
  }
  group.wait();
  while (NumGoroutine() != 1) {  // the last one may still be on its way out
    Gosched();
  }
}

// BenchmarkPingPongHog: two that wake each other advance beside a hog, and it beside them.
void ping_pong_hog() {
  constexpr uint32_t kRounds = 20;
  Number stop, rounds_of_hog;
  Sema ping, pong;
  WaitGroup group;
  group.add(2);
  go([&] {
    while (stop.get() == 0) {
      rounds_of_hog.set(rounds_of_hog.get() + 1);
      look();
    }
    group.done();
  });
  while (rounds_of_hog.get() == 0) {
    Gosched();
  }
  uint32_t const before = rounds_of_hog.get();
  go([&] {
    for (uint32_t i = 0; i < kRounds; i++) {
      ping.acquire();
      pong.release();
    }
    group.done();
  });
  for (uint32_t i = 0; i < kRounds; i++) {
    ping.release();
    pong.acquire();
    Gosched();
  }
  stop.set(1);
  group.wait();
  expect(NumCPU() > 1 || rounds_of_hog.get() > before, "ping_pong_hog: the hog did not run");
}

// Every 61st goroutine is taken from the global queue, however busy the local one is. On one P: two that ready each
// other for ever through the ring of their P, which never empties.
void sixty_first_tick() {
  constexpr uint32_t kTurns = 8, kTick = 61;
  G* partners[2] = {};
  Number stop;
  auto wake = [](G* other) {
    if (other != nullptr && readgstatus(other) == GStatus::waiting) {
      systemstack([](void* gp) { ready(static_cast<G*>(gp), false); }, other);
    }
  };
  auto chatter = [&](uint32_t self) {
    partners[self] = getg();
    while (stop.get() == 0) {
      wake(partners[1 - self]);
      gopark([](G*, void*) { return true; }, nullptr, WaitReason::semacquire);
    }
  };
  go([&] {
    systemstack([](void*) {}, nullptr);
    chatter(0);
  });
  go([&] { chatter(1); });
  P* pp = getg()->m->p;
  for (uint32_t turn = 0; turn < kTurns; turn++) {
    uint32_t const before = pp->schedtick;
    Gosched();
    uint32_t const passed = pp->schedtick - before;
    expect(passed <= kTick + 1, "sixty_first_tick: more than 61 others ran first");
    expect(turn == 0 || passed > kTick / 2, "sixty_first_tick: the local queue was not busy");
  }
  stop.set(1);
  while (NumGoroutine() > 1) {
    wake(partners[0]);
    wake(partners[1]);
    Gosched();
  }
}

// On one P those who yield take turns; only every 61st time one of them jumps the queue.
void yield_in_turn() {
  constexpr uint32_t kYielders = 5, kRounds = 20, kAhead = 1 + kYielders * kRounds / 61 + 1;
  uint32_t rounds[kYielders] = {};
  WaitGroup group;
  group.add(kYielders);
  for (uint32_t self = 0; self < kYielders; self++) {
    go([&, self] {
      Gosched();  // now all are in the global queue, in the order of their first turn
      while (rounds[self] < kRounds) {
        rounds[self]++;
        for (uint32_t other : rounds) {
          expect(other + kAhead >= rounds[self], "yield_in_turn: someone fell behind");
        }
        Gosched();
      }
      group.done();
    });
  }
  group.wait();
}

// While every P has a hog, one that wants only a moment waits no longer than two slices.
void wait_beside_hogs() {
  Number stop;
  WaitGroup group;
  uint32_t const many = GOMAXPROCS();
  group.add(static_cast<int32_t>(many));
  for (uint32_t i = 0; i < many; i++) {
    go([&] {
      stop.wait_for(1);
      group.done();
    });
  }
  for (uint32_t turn = 0; turn < 10; turn++) {
    int64_t const start_ns = nanotime();
    Gosched();
    expect(!pace.exact || nanotime() - start_ns <= 2 * slice_ns(), "wait_beside_hogs: more than two slices");
  }
  stop.set(1);
  group.wait();
}

}  // namespace burrow::scenario

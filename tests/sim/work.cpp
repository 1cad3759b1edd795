// Scenarios of goroutines that come, go and wait.
#include "runtime/runtime.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

// Counts what goroutines report, for a check at the end.
class Tally {
 public:
  void add(uint32_t amount) { __atomic_fetch_add(&sum_, amount, __ATOMIC_RELAXED); }
  uint32_t sum() const { return __atomic_load_n(&sum_, __ATOMIC_RELAXED); }

 private:
  uint32_t sum_ = 0;
};

void spin(uint32_t rounds) {
  for (uint32_t i = 0; i < rounds * pace.times; i++) {
    asm volatile("" : : : "memory");
  }
}

void grow(WaitGroup& group, Tally& born, uint32_t depth) {
  born.add(1);
  if (depth > 0) {
    group.add(2);
    go([&group, &born, depth] { grow(group, born, depth - 1); });
    go([&group, &born, depth] { grow(group, born, depth - 1); });
  }
  group.done();
}

void count_leaves(Tally& leaves, uint32_t depth) {
  if (depth == 0) {
    leaves.add(1);
    return;
  }
  WaitGroup children;
  children.add(2);
  for (int child = 0; child < 2; child++) {
    go([&] {
      count_leaves(leaves, depth - 1);
      children.done();
    });
  }
  children.wait();
}

}  // namespace

void storm() {
  WaitGroup group;
  Tally born;
  group.add(1);
  grow(group, born, 4);
  group.wait();
  expect(born.sum() == 31, "storm: not all were born");
}

void ping_pong() {
  constexpr uint32_t kRounds = 30;
  Sema ping, pong;
  go([&] {
    for (uint32_t i = 0; i < kRounds; i++) {
      ping.acquire();
      pong.release();
    }
  });
  for (uint32_t i = 0; i < kRounds; i++) {
    ping.release();
    pong.acquire();
  }
}

void ring() {
  constexpr uint32_t kSize = 8, kLaps = 4;
  Sema seats[kSize];
  WaitGroup group;
  group.add(kSize);
  uint32_t hops = 0;  // whoever has the token
  for (uint32_t i = 0; i < kSize; i++) {
    go([&, i] {
      for (uint32_t lap = 0; lap < kLaps; lap++) {
        seats[i].acquire();
        hops++;
        seats[(i + 1) % kSize].release();
      }
      group.done();
    });
  }
  seats[0].release();
  group.wait();
  expect(hops == kSize * kLaps, "ring: the token was not passed on");
}

void fan_out() {
  constexpr uint32_t kWorkers = 20;
  WaitGroup group;
  Tally done;
  group.add(kWorkers);
  for (uint32_t i = 0; i < kWorkers; i++) {
    go([&, i] {
      spin(i % 5 * 60);
      done.add(i);
      group.done();
    });
  }
  group.wait();
  expect(done.sum() == kWorkers * (kWorkers - 1) / 2, "fan-out: work was lost");
}

void yielders() {
  constexpr uint32_t kYielders = 6, kRounds = 12;
  WaitGroup group;
  Tally rounds;
  group.add(kYielders);
  for (uint32_t i = 0; i < kYielders; i++) {
    go([&] {
      for (uint32_t round = 0; round < kRounds; round++) {
        rounds.add(1);
        Gosched();
      }
      group.done();
    });
  }
  group.wait();
  expect(rounds.sum() == kYielders * kRounds, "yielders: a round was lost");
}

void tree() {
  Tally leaves;
  count_leaves(leaves, 4);
  expect(leaves.sum() == 16, "tree: a leaf was lost");
}

void crowd() {
  constexpr uint32_t kWaiters = 9, kTurns = 4;
  Sema units;
  WaitGroup group;
  Tally turns;
  for (int unit = 0; unit < 3; unit++) {
    units.release();
  }
  group.add(kWaiters);
  for (uint32_t i = 0; i < kWaiters; i++) {
    go([&] {
      for (uint32_t turn = 0; turn < kTurns; turn++) {
        units.acquire();
        turns.add(1);
        units.release();
      }
      group.done();
    });
  }
  group.wait();
  expect(turns.sum() == kWaiters * kTurns, "crowd: a turn was lost");
}

void queue_full() {
  constexpr uint32_t kMany = 300;
  WaitGroup group;
  group.add(kMany);
  for (uint32_t i = 0; i < kMany; i++) {
    go([&] { group.done(); });
  }
  group.wait();
}

void wake_and_work() {
  constexpr uint32_t kSleepers = 5;
  Sema beds[kSleepers];
  WaitGroup group;
  group.add(kSleepers);
  for (Sema& bed : beds) {
    go([&] {
      bed.acquire();
      spin(100);
      group.done();
    });
  }
  for (int round = 0; round < 3; round++) {
    Gosched();
  }
  for (Sema& bed : beds) {
    bed.release();
    spin(300);
  }
  group.wait();
}

void goexit() {
  Tally order;
  WaitGroup ended;
  ended.add(3);
  for (uint32_t i = 0; i < 3; i++) {
    go([&, i] {
      Defer last([&] {
        order.add(1);
        ended.done();
      });
      Defer first([&] {
        sleep(Microsecond);
        order.add(1);
      });
      if (i > 0) {
        Goexit();
      }
    });
  }
  ended.wait();
  expect(order.sum() == 6, "goexit: a deferred call was not made");
}

}  // namespace burrow::scenario

// Semaphores: the cases of Go's sync/runtime_sema_test.go and runtime/sema_test.go.
#include "runtime/sync/sema.h"

#include "tests/sim/scenarios.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

namespace {

// Releases a unit for one that waits. Whether that one came before the releaser.
bool handed_over() {
  Sema unit;
  int32_t first = 0;
  auto come = [&first](int32_t who) {
    int32_t nobody = 0;
    __atomic_compare_exchange_n(&first, &nobody, who, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  };
  WaitGroup ended;
  ended.go([&] {
    unit.acquire();
    come(1);
  });
  until_parked(WaitReason::semacquire, 1);
  unit.release_handoff();
  come(2);
  ended.wait();
  return first == 1;
}

// How long a release takes while so many wait.
int64_t release_beside(uint32_t waiters) {
  Sema unit;
  WaitGroup ended;
  for (uint32_t i = 0; i < waiters; i++) {
    ended.go([&] { unit.acquire(); });
  }
  until_parked(WaitReason::semacquire, waiters);
  int64_t const start_ns = nanotime();
  unit.release();
  int64_t const took_ns = nanotime() - start_ns;
  for (uint32_t i = 1; i < waiters; i++) {
    unit.release();
  }
  ended.wait();
  return took_ns;
}

}  // namespace

// TestSemaHandoff1: on one P the waiter always comes first.
void sema_handoff() {
  for (int round = 0; round < 10; round++) {
    expect(handed_over(), "sema_handoff: the releaser went on first");
  }
}

// TestSemaHandoff2: a thief may take the releaser to another core, and there it may be faster. Not every time.
void sema_handoff_two() {
  constexpr int kRounds = 30;
  uint32_t const before = GOMAXPROCS(2);
  int direct = 0;
  for (int round = 0; round < kRounds; round++) {
    direct += handed_over();
  }
  GOMAXPROCS(before);
  expect(direct > kRounds / 5, "sema_handoff_two: most releasers went on first");
}

// TestSemaphore, HammerSemaphore
void semaphore() {
  constexpr int32_t kWorkers = 6, kLoops = 8;
  Sema unit;
  Inside inside;
  WaitGroup ended;
  unit.release();
  for (int32_t i = 0; i < kWorkers; i++) {
    ended.go([&, i] {
      for (int32_t loop = 0; loop < kLoops; loop++) {
        unit.acquire();
        expect(inside.change(1) == 1, "semaphore: two had the unit");
        inside.change(-1);
        if ((i + loop) % 3 == 0) {
          unit.release_handoff();
        } else {
          unit.release();
        }
      }
    });
  }
  ended.wait();
}

// Who waits is served in order; lifo goes before all.
void sema_order() {
  constexpr uint32_t kWaiters = 4;
  constexpr uint32_t kServed[kWaiters] = {3, 0, 1, 2};
  Semaphore unit{};
  uint32_t served[kWaiters] = {}, count = 0;
  WaitGroup ended;
  for (uint32_t i = 0; i < kWaiters; i++) {
    ended.go([&, i] {
      semacquire1(unit, i == kWaiters - 1, WaitReason::semacquire);
      served[count++] = i;
    });
    until_parked(WaitReason::semacquire, i + 1);
  }
  for (uint32_t i = 0; i < kWaiters; i++) {
    semrelease(unit);
    until_parked(WaitReason::semacquire, kWaiters - i - 1);
    while (__atomic_load_n(&count, __ATOMIC_ACQUIRE) <= i) {  // acq: that one has written its place
      cpu_relax();
      Gosched();
    }
  }
  ended.wait();
  for (uint32_t i = 0; i < kWaiters; i++) {
    expect(served[i] == kServed[i], "sema_order: out of turn");
  }
}

// BenchmarkSemTable, as a bound: it does not matter how many wait.
void sema_table() {
  constexpr uint32_t kFew = 2, kMany = 200;
  int64_t const few_ns = release_beside(kFew), many_ns = release_beside(kMany);
  expect(!pace.exact || many_ns < 2 * few_ns, "sema_table: a release among many takes longer");
}

}  // namespace burrow::scenario

// What runtime.h promises, promise by promise: on iron each test is a boot, on sim each is swept over worlds.
#include <gtest/gtest.h>

#include "runtime/runtime.h"

namespace burrow {
namespace {

// Runs f as a goroutine and waits for its end, whichever way it ends.
template <class F>
void run_to_end(F f) {
  WaitGroup ended;
  ended.add(1);
  go([&] {
    Defer const done([&] { ended.done(); });
    f();
  });
  ended.wait();
}

// -- go --------------------------------------------------------------------------------------------------------------------

TEST(Go, RunsOnAStackAndAGoidOfItsOwn) {
  uint64_t const mine = goid();
  uint64_t other = 0;
  uintptr_t here = 0, there = 0;
  run_to_end([&] {
    uint8_t local = 0;
    there = reinterpret_cast<uintptr_t>(&local);
    other = goid();
  });
  here = reinterpret_cast<uintptr_t>(&here);
  EXPECT_NE(other, mine);
  EXPECT_GE(here > there ? here - there : there - here, 4096u);
}

TEST(Go, EvaluatesItsArgumentsAtOnce) {
  Sema started;
  int seen = 0;
  int value = 1;
  go([&](int copy) {
    seen = copy;
    started.release();
  }, value);
  value = 2;
  started.acquire();
  EXPECT_EQ(seen, 1);
}

TEST(Go, DestroysWhatItWasGiven) {
  struct Counted {
    explicit Counted(int* to) : live(to) { ++*live; }
    Counted(Counted&& other) noexcept : live(other.live) { ++*live; }
    ~Counted() { --*live; }
    int* live;
  };
  int live = 0;
  {
    Sema has_run;
    uint32_t const before = NumGoroutine();
    go([&has_run](Counted const&) { has_run.release(); }, Counted(&live));
    has_run.acquire();
    while (NumGoroutine() != before) {
      Gosched();
      cpu_relax();
    }
  }
  EXPECT_EQ(live, 0);
}

TEST(Go, ManyAtOnceAllRun) {
  constexpr uint32_t kMany = 300;  // more than a P's queue holds
  static uint8_t has_run[kMany];
  for (uint8_t& flag : has_run) flag = 0;
  WaitGroup ended;
  ended.add(kMany);
  for (uint32_t i = 0; i < kMany; i++) {
    go([&ended, i] {
      has_run[i] = 1;
      ended.done();
    });
  }
  ended.wait();
  for (uint32_t i = 0; i < kMany; i++) ASSERT_EQ(has_run[i], 1) << "goroutine " << i;
}

TEST(Go, NumGoroutineCountsThem) {
  uint32_t const before = NumGoroutine();
  Sema leave;
  WaitGroup ended;
  ended.add(3);
  for (int i = 0; i < 3; i++) {
    go([&] {
      leave.acquire();
      ended.done();
    });
  }
  EXPECT_EQ(NumGoroutine(), before + 3);
  for (int i = 0; i < 3; i++) leave.release();
  ended.wait();
}

// -- Gosched ---------------------------------------------------------------------------------------------------------------

TEST(Gosched, LetsTheOthersRun) {
  uint32_t const before = GOMAXPROCS(1);
  int turns = 0;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    turns++;
    ended.done();
  });
  for (int i = 0; i < 100 && turns == 0; i++) Gosched();
  EXPECT_EQ(turns, 1);
  ended.wait();
  GOMAXPROCS(before);
}

TEST(Gosched, ComesBackWhenNobodyWaits) {
  for (int i = 0; i < 200; i++) Gosched();
  SUCCEED();
}

// -- LockOSThread ----------------------------------------------------------------------------------------------------------

TEST(LockOSThread, StaysOnItsCore) {
  LockOSThread();
  uint32_t const core = place().core;
  for (int i = 0; i < 50; i++) {
    Gosched();
    ASSERT_EQ(place().core, core) << "after " << i + 1 << " turns";
  }
  UnlockOSThread();
}

TEST(LockOSThread, Nests) {
  LockOSThread();
  LockOSThread();
  UnlockOSThread();
  uint32_t const core = place().core;
  for (int i = 0; i < 20; i++) {
    Gosched();
    ASSERT_EQ(place().core, core);
  }
  UnlockOSThread();
}

// -- WaitGroup, Sema -------------------------------------------------------------------------------------------------------

TEST(WaitGroup, WaitsForAll) {
  WaitGroup ended;
  Sema lock;
  int count = 0;
  lock.release();
  ended.add(20);
  for (int i = 0; i < 20; i++) {
    go([&] {
      Gosched();
      lock.acquire();
      count++;
      lock.release();
      ended.done();
    });
  }
  ended.wait();
  EXPECT_EQ(count, 20);
}

TEST(WaitGroup, OfNothingDoesNotWait) {
  WaitGroup nobody;
  nobody.wait();
  nobody.add(1);
  nobody.done();
  nobody.wait();
  SUCCEED();
}

TEST(Sema, CountsReleases) {
  Sema sema;
  for (int i = 0; i < 3; i++) sema.release();
  for (int i = 0; i < 3; i++) sema.acquire();
  SUCCEED();
}

TEST(Sema, ServesInOrder) {
  uint32_t const before = GOMAXPROCS(1);
  constexpr int kWaiters = 5;
  Sema sema;
  WaitGroup ended;
  int order[kWaiters] = {};
  int next = 0;
  ended.add(kWaiters);
  uint32_t const parked = NumGoroutine();
  for (int i = 0; i < kWaiters; i++) {
    go([&, i] {
      sema.acquire();
      order[next++] = i;
      ended.done();
    });
    for (int turn = 0; turn < 10; turn++) Gosched();  // it is waiting now
  }
  EXPECT_EQ(NumGoroutine(), parked + kWaiters);
  for (int i = 0; i < kWaiters; i++) {
    sema.release();
    while (next == i) {
      Gosched();
      cpu_relax();
    }
  }
  ended.wait();
  for (int i = 0; i < kWaiters; i++) EXPECT_EQ(order[i], i);
  GOMAXPROCS(before);
}

// -- Defer, Goexit ---------------------------------------------------------------------------------------------------------

TEST(Defer, RunsAtTheEndOfTheScopeLastFirst) {
  int order[2] = {};
  int next = 0;
  {
    Defer const first([&] { order[next++] = 1; });
    Defer const second([&] { order[next++] = 2; });
    EXPECT_EQ(next, 0);
  }
  EXPECT_EQ(order[0], 2);
  EXPECT_EQ(order[1], 1);
}

TEST(Goexit, MakesDeferredCallsAndNoneTwice) {
  int calls = 0;
  bool came_back = false;
  run_to_end([&] {
    Defer const outer([&] { calls++; });
    [&] {
      Defer const inner([&] { calls += 10; });
      Goexit();
    }();
    came_back = true;
  });
  EXPECT_EQ(calls, 11);
  EXPECT_FALSE(came_back);
}

// -- stacks ----------------------------------------------------------------------------------------------------------------

[[gnu::noinline]] uint64_t deep(uint32_t levels) {
  uint8_t volatile frame[1024];
  frame[0] = static_cast<uint8_t>(levels);
  return levels == 0 ? 0 : deep(levels - 1) + frame[0];
}

TEST(Stack, GrowsAsFarAsItsAddressSpace) {
  uint64_t sum = 0;
  run_to_end([&] { sum = deep(100); });
  EXPECT_EQ(sum, 5050u);
}

TEST(Stack, GrowsByPages) {
  MemStats const before = ReadMemStats();
  uint64_t inside = 0;
  run_to_end([&] {
    deep(60);
    inside = ReadMemStats().StackInuse;
  });
  EXPECT_GE(inside, before.StackInuse + 60 * 1024);
}

// -- preemption, the world -------------------------------------------------------------------------------------------------

TEST(Preemption, EndsALoopWithoutACall) {
  if (!preemption_on()) {
    GTEST_SKIP() << "it is switched off";
  }
  uint32_t const before = GOMAXPROCS(1);
  bool volatile stop = false;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    stop = true;
    ended.done();
  });
  while (!stop) {
  }
  ended.wait();
  GOMAXPROCS(before);
}

TEST(StopTheWorld, NobodyElseRuns) {
  uint64_t volatile counter = 0;
  bool volatile stop = false;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    while (!stop) {
      counter = counter + 1;
      Gosched();
    }
    ended.done();
  });
  Gosched();
  stopTheWorld();
  uint64_t const seen = counter;
  for (int i = 0; i < 1000; i++) cpu_relax();
  EXPECT_EQ(counter, seen);
  startTheWorld();
  stop = true;
  ended.wait();
}

class Procs : public testing::Test {
 protected:
  uint32_t before = 0;
  void SetUp() override { before = GOMAXPROCS(); }
  void TearDown() override { GOMAXPROCS(before); }
};

TEST_F(Procs, MoreThanCores) {
  EXPECT_EQ(GOMAXPROCS(NumCPU() + 2), before);
  EXPECT_EQ(GOMAXPROCS(), NumCPU() + 2);
}

TEST_F(Procs, One) {
  GOMAXPROCS(1);
  EXPECT_EQ(place().p, 0u);
}

}  // namespace
}  // namespace burrow

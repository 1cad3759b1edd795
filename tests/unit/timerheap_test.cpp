// runtime/queue/timerheap: against a sorted list, by chance; and its edges.
#include "runtime/queue/timerheap.h"

#include <algorithm>
#include <memory>
#include <random>
#include <set>

#include "tests/support/bench.h"

namespace burrow {
namespace {

struct TimerHeapTest : bench::Bench {
  TimerHeap& heap = p().timers.heap;
  std::vector<std::unique_ptr<RuntimeTimer>> timers;
  std::multiset<int64_t> reference;

  RuntimeTimer* push(int64_t when) {
    RuntimeTimer* t = timers.emplace_back(new RuntimeTimer{}).get();
    t->when = when;
    timerheap_push(heap, t);
    reference.insert(when);
    return t;
  }
  void forget(int64_t when) { reference.erase(reference.find(when)); }
  void remove(uint32_t at) {
    RuntimeTimer* t = timerheap_at(heap, at);
    forget(t->when);
    timerheap_remove(heap, t);
  }
  // W1, W2, and the same multiset as the reference.
  void check() {
    ASSERT_EQ(heap.n, reference.size());
    std::multiset<int64_t> there;
    for (uint32_t at = 0; at < heap.n; at++) {
      RuntimeTimer* t = timerheap_at(heap, at);
      ASSERT_EQ(t->at, at);
      ASSERT_LE(timerheap_at(heap, at == 0 ? 0 : (at - 1) / 4)->when, t->when);
      there.insert(t->when);
    }
    ASSERT_EQ(there, reference);
  }
  void expect_sorted_end() {
    while (RuntimeTimer* t = timerheap_top(heap)) {
      ASSERT_EQ(t->when, *reference.begin());
      remove(0);
    }
    EXPECT_TRUE(reference.empty());
  }
};

TEST_F(TimerHeapTest, ZeroedIsEmpty) { EXPECT_EQ(timerheap_top(heap), nullptr); }

TEST_F(TimerHeapTest, OneInOneOut) {
  RuntimeTimer* t = push(7);
  EXPECT_EQ(timerheap_top(heap), t);
  remove(0);
  EXPECT_EQ(timerheap_top(heap), nullptr);
}

TEST_F(TimerHeapTest, TheLastIsTakenOut) {
  push(1);
  push(2);
  remove(1);
  check();
}

// The last of the array comes from another branch than the hole, and has to rise in it.
TEST_F(TimerHeapTest, WhoFillsAHoleMayHaveToRise) {
  for (int64_t when : {1, 100, 2, 3, 4, 101, 102, 103, 104, 5}) push(when);
  remove(5);
  check();
}

TEST_F(TimerHeapTest, SortsWhatIsSortedTheOtherWay) {
  for (int64_t when = 3000; when > 0; when--) push(when);  // more than some pages
  check();
  expect_sorted_end();
}

TEST_F(TimerHeapTest, ByChanceAsAReference) {
  for (uint64_t seed = 1; seed <= 20; seed++) {
    std::mt19937_64 rng(seed);
    int64_t const most = seed % 2 == 0 ? 20 : INT64_MAX;  // with and without many that are equal
    auto any_when = [&] { return static_cast<int64_t>(rng() >> 1) % most + 1; };
    for (int step = 0; step < 600; step++) {
      uint64_t const choice = heap.n == 0 ? 0 : rng() % 3;
      if (choice <= 1) push(any_when());
      if (choice == 2) remove(static_cast<uint32_t>(rng() % heap.n));
      if (step % 8 == 0) {
        ASSERT_NO_FATAL_FAILURE(check()) << "seed " << seed;
      }
    }
    expect_sorted_end();
  }
}

TEST_F(TimerHeapTest, WhoIsNotThereIsNotTakenOut) {
  RuntimeTimer* t = push(1);
  remove(0);
  push(2);
  EXPECT_FATAL("timer data corruption", timerheap_remove(heap, t));
}

TEST_F(TimerHeapTest, TheEarliestOfAllPs) {
  EXPECT_EQ(timeSleepUntil(), arch::kNever);
  p(3).timers.minWhen.store(9, relaxed);
  p(5).timers.minWhen.store(8, relaxed);
  EXPECT_EQ(timeSleepUntil(), 8);
  p(3).timers.armed.store(2, relaxed);
  p(5).timers.armed.store(1, relaxed);
  EXPECT_EQ(timers_armed(), 3u);
}

}  // namespace
}  // namespace burrow

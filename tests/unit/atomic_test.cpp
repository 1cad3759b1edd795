// runtime/base/atomic.h: each operation's result, and that Atomic adds nothing to the word it holds.
#include "runtime/base/atomic.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <type_traits>

namespace burrow {
namespace {

static_assert(sizeof(Atomic<uint32_t>) == sizeof(uint32_t) && sizeof(Atomic<void*>) == sizeof(void*));
static_assert(sizeof(Atomic<bool>) == 1 && alignof(Atomic<uint64_t>) == alignof(uint64_t));
static_assert(!std::is_copy_constructible_v<Atomic<int>> && !std::is_copy_assignable_v<Atomic<int>>);
static_assert(!std::is_convertible_v<Atomic<int>, int> && !std::is_assignable_v<Atomic<int>&, int>);

TEST(Atomic, ZeroedStorageHoldsZero) {
  alignas(Atomic<uint64_t>) unsigned char storage[sizeof(Atomic<uint64_t>)];
  std::memset(storage, 0, sizeof storage);
  EXPECT_EQ(reinterpret_cast<Atomic<uint64_t>*>(storage)->load(relaxed), 0u);
  EXPECT_EQ(Atomic<uint64_t>().load(relaxed), 0u);
  EXPECT_EQ(Atomic<int>(-3).load(acquire), -3);
}

TEST(Atomic, StoreAndExchange) {
  Atomic<uint32_t> word;
  word.store(7, release);
  EXPECT_EQ(word.exchange(8, acq_rel), 7u);
  EXPECT_EQ(word.load(acquire), 8u);
}

TEST(Atomic, CasChangesOnlyWhatWasExpected) {
  Atomic<uint32_t> word(5);
  uint32_t expected = 4;
  EXPECT_FALSE(word.cas(expected, 9, acq_rel, acquire));
  EXPECT_EQ(expected, 5u) << "a failed cas tells what it found";
  EXPECT_EQ(word.load(relaxed), 5u);
  EXPECT_TRUE(word.cas(expected, 9, acq_rel, acquire));
  EXPECT_EQ(word.load(relaxed), 9u);
}

TEST(Atomic, FetchAddReturnsTheOldValueAndWraps) {
  Atomic<uint32_t> word(UINT32_MAX);
  EXPECT_EQ(word.fetch_add(2, acq_rel), UINT32_MAX);
  EXPECT_EQ(word.load(relaxed), 1u);
  Atomic<int32_t> count(0);
  EXPECT_EQ(count.fetch_add(-1, relaxed), 0);
  EXPECT_EQ(count.load(relaxed), -1);
}

TEST(Atomic, AddsOfTwoThreadsAllCount) {
  constexpr uint32_t kEach = 100'000;
  Atomic<uint32_t> sum;
  auto add = [&] {
    for (uint32_t i = 0; i < kEach; i++) sum.fetch_add(1, relaxed);
  };
  std::thread other(add);
  add();
  other.join();
  EXPECT_EQ(sum.load(relaxed), 2 * kEach);
}

// Store, fence, load on both sides: at least one of the two sees the other's store. Without the fence both may miss.
TEST(Atomic, PublishThenCheckMissesNeverOnBothSides) {
  constexpr uint32_t kRounds = 20'000;
  Atomic<uint32_t> mine, theirs, round, finished;
  uint32_t seen_by_other = 0;
  std::thread other([&] {
    for (uint32_t i = 1; i <= kRounds; i++) {
      while (round.load(acquire) != i) std::this_thread::yield();
      theirs.store(i, relaxed);
      publish_then_check();
      seen_by_other = mine.load(relaxed);
      finished.store(i, release);
    }
  });
  uint32_t both_missed = 0;
  for (uint32_t i = 1; i <= kRounds; i++) {
    round.store(i, release);
    mine.store(i, relaxed);
    publish_then_check();
    uint32_t const seen = theirs.load(relaxed);
    while (finished.load(acquire) != i) std::this_thread::yield();
    both_missed += seen != i && seen_by_other != i;
  }
  other.join();
  EXPECT_EQ(both_missed, 0u);
}

}  // namespace
}  // namespace burrow

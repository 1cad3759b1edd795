// runtime/model/mutex and lockrank.h: every pair of ranks, misuse, and two threads that want the same lock.
#include "runtime/model/mutex.h"

#include "tests/support/bench.h"

namespace burrow {
namespace {

struct MutexTest : bench::Bench {};

constexpr LockRank kRanks[] = {LockRank::sysmon, LockRank::hchan,     LockRank::timer, LockRank::timers,
                               LockRank::sema,   LockRank::sched,     LockRank::allg,  LockRank::gfree,
                               LockRank::heap,   LockRank::print};
static_assert(std::size(kRanks) == static_cast<size_t>(LockRank::print), "every rank but none");

TEST_F(MutexTest, LockAndUnlockAreCountedAndRecorded) {
  SpinMutex<LockRank::sched> mutex{};
  EXPECT_FALSE(holds(LockRank::sched));
  lock(mutex);
  EXPECT_EQ(mutex.key.load(relaxed), 1u);
  EXPECT_EQ(m().locks, 1);
  EXPECT_TRUE(holds(LockRank::sched));
  EXPECT_FALSE(holds(LockRank::gfree));
  unlock(mutex);
  EXPECT_EQ(mutex.key.load(relaxed), 0u);
  EXPECT_EQ(m().locks, 0);
  EXPECT_EQ(m().nheld, 0u);
  EXPECT_FALSE(holds(LockRank::sched));
}

TEST_F(MutexTest, OnlyAscendingPairsOfRanksAreAllowed) {
  for (LockRank first : kRanks) {
    for (LockRank second : kRanks) {
      Atomic<uint32_t> one, two;
      lock_ranked(one, first);
      EXPECT_EQ(bench::ending([&] { lock_ranked(two, second); }), first < second ? "" : "lock ordering problem")
          << lockrank_name(first) << " then " << lockrank_name(second);
      m().nheld = 0;
      m().locks = 0;
    }
  }
}

TEST_F(MutexTest, AllRanksAtOnceInTheirOrder) {
  Atomic<uint32_t> keys[std::size(kRanks)];
  for (size_t i = 0; i < std::size(kRanks); i++) lock_ranked(keys[i], kRanks[i]);
  EXPECT_EQ(m().locks, static_cast<int32_t>(std::size(kRanks)));
  for (LockRank rank : kRanks) EXPECT_TRUE(holds(rank));
  for (size_t i = std::size(kRanks); i-- > 0;) unlock_ranked(keys[i], kRanks[i]);
  EXPECT_EQ(m().locks, 0);
}

struct Ascending : MutexTest {
  static constexpr uint32_t kCount = 2 * M::kMaxHeld;
  SpinMutex<LockRank::hchan> channels[kCount] = {};
};

TEST_F(Ascending, MoreLocksThanPlacesTakeOnePlace) {
  for (auto& one : channels) lock_ascending(one);
  EXPECT_EQ(m().locks, static_cast<int32_t>(kCount));
  EXPECT_EQ(m().nheld, 1u);
  for (uint32_t i = kCount; i-- > 0;) {
    EXPECT_TRUE(holds(LockRank::hchan));
    unlock(channels[i]);
  }
  EXPECT_EQ(m().locks, 0);
  EXPECT_EQ(m().nheld, 0u);
  EXPECT_FALSE(holds(LockRank::hchan));
}

TEST_F(Ascending, AnotherRankFitsAboveThem) {
  SpinMutex<LockRank::sched> inner{};
  lock_ascending(channels[0]);
  lock_ascending(channels[1]);
  lock(inner);
  unlock(inner);
  lock_ascending(channels[2]);
  for (uint32_t i : {2, 1, 0}) unlock(channels[i]);
  EXPECT_EQ(m().nheld, 0u);
}

TEST_F(Ascending, ALockBelowOrTheSameIsFatal) {
  lock_ascending(channels[2]);
  EXPECT_FATAL("lock ordering problem", lock_ascending(channels[1]));
  EXPECT_FATAL("lock ordering problem", lock_ascending(channels[2]));
  lock_ascending(channels[4]);
  unlock(channels[4]);
  EXPECT_FATAL("lock ordering problem", lock_ascending(channels[2]));
}

TEST_F(Ascending, APlainLockIsNotOneOfThem) {
  lock(channels[0]);
  EXPECT_FATAL("lock ordering problem", lock_ascending(channels[1]));
  unlock(channels[0]);
  lock_ascending(channels[0]);
  EXPECT_FATAL("lock ordering problem", lock(channels[1]));
}

TEST_F(Ascending, TheHighestGoesFirst) {
  lock_ascending(channels[0]);
  lock_ascending(channels[1]);
  unlock(channels[0]);
  EXPECT_FATAL("unlock of unlocked lock", unlock(channels[1]));
}

TEST_F(Ascending, OtherRanksKeepTheirOrder) {
  SpinMutex<LockRank::sysmon> outer{};
  lock_ascending(channels[0]);
  EXPECT_FATAL("lock ordering problem", lock(outer));
}

TEST_F(MutexTest, UnlockOfUnlockedIsFatal) {
  SpinMutex<LockRank::sched> mutex{};
  EXPECT_FATAL("unlock of unlocked lock", unlock(mutex));
  lock(mutex);
  unlock(mutex);
  EXPECT_FATAL("unlock of unlocked lock", unlock(mutex));
}

TEST_F(MutexTest, UnlockOfAnotherRankThanTheLastIsFatal) {
  SpinMutex<LockRank::sched> outer{};
  SpinMutex<LockRank::gfree> inner{};
  lock(outer);
  EXPECT_FATAL("unlock of unlocked lock", unlock(inner));
  lock(inner);
  EXPECT_FATAL("unlock of unlocked lock", unlock(outer));
}

TEST_F(MutexTest, UnlockByAnotherCoreIsFatal) {
  SpinMutex<LockRank::sched> mutex{};
  lock(mutex);
  become(1);
  EXPECT_FATAL("unlock of unlocked lock", unlock(mutex));
}

TEST_F(MutexTest, TooManyLocksAreFatal) {
  Atomic<uint32_t> key;
  m().nheld = M::kMaxHeld;
  EXPECT_FATAL("too many locks held concurrently for rank checking", lock_ranked(key, LockRank::print));
  m().nheld = 0;
}

TEST_F(MutexTest, RankNames) {
  EXPECT_STREQ(lockrank_name(LockRank::none), "none");
  EXPECT_STREQ(lockrank_name(LockRank::sched), "sched");
  EXPECT_STREQ(lockrank_name(LockRank::print), "print");
}

TEST_F(MutexTest, AWaiterRelaxesUntilTheHolderLetsGo) {
  SpinMutex<LockRank::sched> mutex{};
  lock(mutex);
  std::thread waiter = on_core(1, [&] {
    lock(mutex);
    unlock(mutex);
  });
  while (bench::machine.relaxes < 1000) std::this_thread::yield();
  EXPECT_EQ(m(1).nheld, 0u);
  unlock(mutex);
  waiter.join();
  EXPECT_EQ(m(1).locks, 0);
}

TEST_F(MutexTest, TwoThreadsNeverHoldItTogether) {
  constexpr int kRounds = 50'000;
  SpinMutex<LockRank::sched> mutex{};
  int count = 0, inside = 0, most = 0;
  auto work = [&] {
    for (int i = 0; i < kRounds; i++) {
      lock(mutex);
      inside++;
      most = std::max(most, inside);
      count++;
      inside--;
      unlock(mutex);
    }
  };
  std::thread other = on_core(1, work);
  work();
  other.join();
  EXPECT_EQ(count, 2 * kRounds);
  EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace burrow

// arch/x86_64/epochs: who has forgotten what, and the race of sleep and take-away, on threads.
#include "arch/x86_64/epochs.h"

#include <gtest/gtest.h>

#include <thread>

namespace burrow::x86 {
namespace {

struct EpochsTest : testing::Test {
  void catch_up(uint32_t core) {
    epochs.catch_up(core, [this] { flushes++; });
  }

  Epochs<4> epochs{};
  int flushes = 0;
};

TEST_F(EpochsTest, NothingTakenAwayNothingToFlush) {
  for (uint32_t core = 0; core < 4; core++) {
    EXPECT_TRUE(epochs.is_current(core));
    catch_up(core);
  }
  EXPECT_EQ(flushes, 0);
}

TEST_F(EpochsTest, ForgottenIsWhatTheLastCoreHasForgotten) {
  epochs.take_away(1);
  epochs.take_away(2);
  EXPECT_EQ(epochs.forgotten_by(3), 0u);
  catch_up(0);
  catch_up(1);
  EXPECT_EQ(epochs.forgotten_by(3), 0u);
  catch_up(2);
  EXPECT_EQ(epochs.forgotten_by(3), 2u);
  EXPECT_EQ(flushes, 3) << "one flush for both";
  epochs.take_away(3);
  catch_up(0);
  EXPECT_EQ(epochs.forgotten_by(3), 2u);
  EXPECT_TRUE(epochs.has_forgotten(0, 3));
  EXPECT_FALSE(epochs.has_forgotten(1, 3));
  EXPECT_FALSE(epochs.is_current(1));
}

TEST_F(EpochsTest, WhoSleepsHoldsNothingUp) {
  epochs.sleep(0);
  epochs.sleep(1);
  epochs.take_away(1);
  EXPECT_GE(epochs.forgotten_by(2), 1u);
  EXPECT_TRUE(epochs.has_forgotten(0, 1));
}

TEST_F(EpochsTest, WhoWakesFlushesWhatItMissedAndNoMore) {
  epochs.sleep(0);
  EXPECT_FALSE(epochs.is_current(0)) << "an interrupt that finds it asleep catches up";
  catch_up(0);
  EXPECT_EQ(flushes, 0);
  epochs.sleep(0);
  epochs.take_away(1);
  catch_up(0);
  EXPECT_EQ(flushes, 1);
  EXPECT_EQ(epochs.forgotten_by(1), 1u);
  catch_up(0);
  EXPECT_EQ(flushes, 1);
}

// A core wakes with an old translation while another takes its page away: either it flushes, or the page is not free. Both
// begin at one moment, but for a delay that differs from round to round, so that stores still in a buffer would show.
TEST(EpochsThreads, NoPageIsFreeThatAWokenCoreStillUses) {
  constexpr int kRounds = 200'000;
  Epochs<1> epochs{};
  std::atomic<int> begun{0}, ended{0};
  bool flushed = false;
  int misuse = 0;
  auto const wait = [](std::atomic<int> const& counter, int value, int delay) {
    for (int spins = 0; counter.load(std::memory_order_acquire) < value; spins++) {
      if (spins > 10'000) std::this_thread::yield();
    }
    for (int volatile left = delay; left > 0;) left = left - 1;
  };
  std::thread sleeper([&] {
    for (int round = 1; round <= kRounds; round++) {
      epochs.sleep(0);
      flushed = false;
      begun.fetch_add(1, std::memory_order_acq_rel);
      wait(begun, 3 * round - 1, round % 97);
      epochs.catch_up(0, [&] { flushed = true; });
      ended.store(round, std::memory_order_release);
      wait(begun, 3 * round, 0);
    }
  });
  for (int round = 1; round <= kRounds; round++) {
    uint64_t const tag = static_cast<uint64_t>(round);
    begun.fetch_add(1, std::memory_order_acq_rel);
    wait(begun, 3 * round - 1, round % 89);
    epochs.take_away(tag);
    bool const is_free = epochs.forgotten_by(1) >= tag;
    wait(ended, round, 0);
    misuse += is_free && !flushed;
    begun.fetch_add(1, std::memory_order_acq_rel);
  }
  sleeper.join();
  EXPECT_EQ(misuse, 0);
}

}  // namespace
}  // namespace burrow::x86

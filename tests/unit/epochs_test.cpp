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

// A page is in use by translation 1 or free. The sleeper wakes and uses what its translation says; the other takes the
// page away while the sleeper may wake.
TEST(EpochsThreads, NoPageIsFreeThatAWokenCoreStillUses) {
  constexpr int kRounds = 200'000;
  Epochs<1> epochs{};
  std::atomic<int> turn{0}, page{-1}, free_page{-1};
  std::atomic<uint64_t> misuse{0};
  std::thread sleeper([&] {
    for (int round = 0; round < kRounds; round++) {
      int translation = round;  // as cached before the sleep
      epochs.sleep(0);
      turn.store(2 * round + 1, std::memory_order_seq_cst);
      epochs.catch_up(0, [&] { translation = page.load(std::memory_order_acquire); });
      while (turn.load(std::memory_order_acquire) != 2 * round + 2) std::this_thread::yield();
      misuse += translation == round && free_page.load(std::memory_order_acquire) == round;
    }
  });
  for (int round = 0; round < kRounds; round++) {
    while (turn.load(std::memory_order_acquire) != 2 * round + 1) std::this_thread::yield();
    page.store(-1, std::memory_order_release);
    uint64_t const tag = static_cast<uint64_t>(round) + 1;
    epochs.take_away(tag);
    if (epochs.forgotten_by(1) >= tag) free_page.store(round, std::memory_order_release);
    turn.store(2 * round + 2, std::memory_order_seq_cst);
  }
  sleeper.join();
  EXPECT_EQ(misuse.load(), 0u);
}

}  // namespace
}  // namespace burrow::x86

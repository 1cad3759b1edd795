// Scenarios about timers, swept as all are, and those that ask more of a world. None leaves a timer behind.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

constexpr uint64_t kSeeds = 100;

// 10 000, or what BURROW_SEEDS says: a campaign.
uint64_t seeds() {
  char const* wanted = getenv("BURROW_SEEDS");
  return wanted == nullptr ? 10'000 : strtoull(wanted, nullptr, 10);
}

class TimeSweep : public testing::TestWithParam<uint32_t> {};

TEST_P(TimeSweep, HoldsAllInvariants) {
  uint64_t const share = seeds() / scenario::kTimeCount + 1;
  sweep(scenario::kTime[GetParam()], GetParam() * share, share);
}

TEST_P(TimeSweep, LeavesNoTimer) {
  bool const calm = scenario::kTime[GetParam()].needs == scenario::Needs::exact_time;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    uint32_t const cores = static_cast<uint32_t>(1 + seed % 4);
    int64_t const slice_ns = calm ? 1'000'000 : 10'000;
    World const world{.seed = seed, .cores = cores, .slice_ns = slice_ns, .to_the_last = true, .calm = calm};
    EXPECT_EQ(run_world(world, scenario::kTime[GetParam()].main).timers, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimeSweep, testing::Range(0u, scenario::kTimeCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kTime[row.param].name);
                         });

// A free core takes what is due at once, whoever's P it is on.
TEST(Time, FreeCoresAreOnTime) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    uint32_t const cores = static_cast<uint32_t>(2 + seed % 3);
    run_world({.seed = seed, .cores = cores, .gomaxprocs = cores, .slice_ns = 1'000'000, .calm = true},
              scenario::sleep_with_a_free_core);
  }
}

TEST(Time, AnIdleMachineIsOnTime) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 3, .gomaxprocs = 3, .slice_ns = 1'000'000, .calm = true},
              scenario::sleep_to_the_point);
    run_world({.seed = seed, .cores = 3, .gomaxprocs = 3, .slice_ns = 1'000'000, .calm = true},
              scenario::sleep_costs_one_interrupt);
  }
}

// Timers are a reason to wait, but not for ever.
TEST(Time, AfterTheLastTimerADeadlockIsOne) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    uint32_t const cores = static_cast<uint32_t>(1 + seed % 4);
    EXPECT_EQ(run_world({.seed = seed, .cores = cores}, scenario::sleep_and_deadlock, WorldEnd::fatal).text,
              "all goroutines are asleep - deadlock!");
  }
}

}  // namespace
}  // namespace burrow

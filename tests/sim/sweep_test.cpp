// Every scenario over seeds × cores × gomaxprocs, all invariants held: 10 000 seeds for our own ones and as many for the
// cases of Go's tests, and again for package sync, in parts that run side by side.
#include "tests/sim/sweep.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/scenarios.h"

namespace burrow {
namespace {

// 10 000, or what BURROW_SEEDS says: a campaign.
uint64_t seeds() {
  char const* wanted = getenv("BURROW_SEEDS");
  return wanted == nullptr ? 10'000 : strtoull(wanted, nullptr, 10);
}

std::string scenario_name(testing::TestParamInfo<uint32_t> const& scenario) {
  return scenario::kAll[scenario.param].name;
}

class Sweep : public testing::TestWithParam<uint32_t> {};

TEST_P(Sweep, HoldsAllInvariants) {
  uint64_t const share = seeds() / scenario::kAllCount + 1;
  sweep(scenario::kAll[GetParam()].main, GetParam() * share, share);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Sweep, testing::Range(0u, scenario::kAllCount), scenario_name);

class GosSweep : public testing::TestWithParam<uint32_t> {};

TEST_P(GosSweep, HoldsAllInvariants) {
  uint64_t const share = seeds() / scenario::kProcCount + 1;
  sweep(scenario::kProc[GetParam()], GetParam() * share, share);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GosSweep, testing::Range(0u, scenario::kProcCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kProc[row.param].name);
                         });

class SyncSweep : public testing::TestWithParam<uint32_t> {};

TEST_P(SyncSweep, HoldsAllInvariants) {
  uint64_t const share = seeds() / scenario::kSyncCount + 1;
  sweep(scenario::kSync[GetParam()], GetParam() * share, share);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SyncSweep, testing::Range(0u, scenario::kSyncCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kSync[row.param].name);
                         });

// Fewer seeds, but every invariant after every single hook.
class Thorough : public testing::TestWithParam<uint32_t> {};

TEST_P(Thorough, HoldsAllInvariants) {
  sweep(scenario::kAll[GetParam()].main, 1, 6, {.thorough = true, .step_limit = 5'000'000});
}

INSTANTIATE_TEST_SUITE_P(Seeds, Thorough, testing::Range(0u, scenario::kAllCount), scenario_name);

}  // namespace
}  // namespace burrow

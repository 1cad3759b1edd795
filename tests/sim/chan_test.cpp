// Channels and select over seeds × cores × GOMAXPROCS: 10 000 seeds, or what BURROW_SEEDS says, in parts that run side by side. Nothing is left over.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/sim/channels.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

std::string row_name(testing::TestParamInfo<uint32_t> const& row) { return scenario::kChan[row.param].name; }

class ChanSweep : public testing::TestWithParam<uint32_t> {};

TEST_P(ChanSweep, HoldsAllInvariants) {
  char const* wanted = getenv("BURROW_SEEDS");
  scenario::Named const& row = scenario::kChan[GetParam()];
  uint64_t share = (wanted == nullptr ? 10'000 : strtoull(wanted, nullptr, 10)) / scenario::kChanCount + 1;
  share = row.dear ? share / 60 + 1 : share;
  sweep(row.main, GetParam() * share, share, {.to_the_last = true, .step_limit = row.dear ? 20'000'000u : 1'000'000u});
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChanSweep, testing::Range(0u, scenario::kChanCount), row_name);

class ChanThorough : public testing::TestWithParam<uint32_t> {};

TEST_P(ChanThorough, HoldsAllInvariants) {
  if (scenario::kChan[GetParam()].dear) {
    GTEST_SKIP() << "too many goroutines for a look after every hook";
  }
  sweep(scenario::kChan[GetParam()].main, 1, 1, {.to_the_last = true, .thorough = true, .step_limit = 5'000'000});
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChanThorough, testing::Range(0u, scenario::kChanCount), row_name);

}  // namespace
}  // namespace burrow

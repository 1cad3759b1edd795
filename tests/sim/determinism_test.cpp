// Same seed, same run, to the last choice and the last byte; other seeds, other runs.
#include <gtest/gtest.h>

#include <set>

#include "tests/sim/scenarios.h"
#include "tests/support/world.h"

namespace burrow {
namespace {

class Determinism : public testing::TestWithParam<uint32_t> {};

TEST_P(Determinism, SameSeedSameLog) {
  for (uint64_t seed = 1; seed <= 5; seed++) {
    for (uint32_t cores : {1u, 2u, 4u}) {
      World world{.seed = seed, .cores = cores, .log = true};
      WorldResult const first = world.run(scenario::kAll[GetParam()].main);
      World{.seed = seed + 100, .cores = 3}.run(scenario::hogs);  // leaves nothing behind
      WorldResult const second = world.run(scenario::kAll[GetParam()].main);
      EXPECT_TRUE(first.passed()) << first.text;
      EXPECT_EQ(first.hash, second.hash);
      EXPECT_EQ(first.output, second.output);
      EXPECT_EQ(first.steps, second.steps);
      EXPECT_EQ(first.time_ns, second.time_ns);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Determinism, testing::Range(0u, scenario::kAllCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kAll[row.param].name);
                         });

TEST(Determinism, OtherSeedsOtherRuns) {
  constexpr uint32_t kSeeds = 500;
  std::set<uint64_t> hashes;
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    hashes.insert(World{.seed = seed, .cores = 2}.run(scenario::tree).hash);
  }
  EXPECT_EQ(hashes.size(), kSeeds);
}

}  // namespace
}  // namespace burrow

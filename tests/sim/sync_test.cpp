// Cases of package sync that ask more of a world than the sweep does (sweep_test.cpp).
#include <gtest/gtest.h>

#include <map>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

// TestMutexFairness, with a bound on time: on several cores too, where the hog is never in the way of who waits. In short runs,
// because a core that spins lets the others finish theirs.
TEST(Sync, StarvingIsOverAfterAMillisecond) {
  for (uint64_t seed = 1; seed <= 40; seed++) {
    uint32_t const cores = static_cast<uint32_t>(1 + seed % 4);
    run_world({.seed = seed, .cores = cores, .slice_ns = 50'000, .calm = true, .mean_run = 8, .step_limit = 20'000'000},
              scenario::mutex_starvation);
  }
}

// TestWaitGroupMisuse2, -3: what an unlucky moment brings about is told in Go's words, and nothing else goes wrong. One of the
// moments is rare, so as many worlds as it takes.
TEST(Sync, MisusedWaitGroupIsTold) {
  std::map<std::string, uint32_t> ends;
  for (uint64_t seed = 1; seed <= 50'000 && (seed <= 1000 || ends.size() < 3); seed++) {
    World world{.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4)};
    WorldResult const result = world.run(scenario::wait_group_misuse);
    ASSERT_TRUE(result.passed() || result.end == WorldEnd::fatal) << name_of(result.end) << ": " << result.text;
    ends[result.text]++;
  }
  EXPECT_GT(ends[""], 0u);
  EXPECT_GT(ends["panic: sync: WaitGroup misuse: Add called concurrently with Wait"], 0u);
  EXPECT_GT(ends["panic: sync: WaitGroup is reused before previous Wait has returned"], 0u);
  EXPECT_EQ(ends.size(), 3u);
}

}  // namespace
}  // namespace burrow

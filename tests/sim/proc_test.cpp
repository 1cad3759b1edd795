// Cases of Go's runtime/proc_test.go that ask more of a world than the sweep does (sweep_test.cpp).
#include <gtest/gtest.h>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

constexpr uint64_t kSeeds = 100;

// Without preemption it ends only if all run at once.
TEST(Proc, GoroutineParallelism) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    uint32_t const cores = static_cast<uint32_t>(2 + seed % 3);
    run_world({.seed = seed, .cores = cores, .asyncpreemptoff = true}, scenario::parallelism);
  }
}

TEST(Proc, Preemption) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    WorldResult const result = run_world({.seed = seed, .cores = 1}, scenario::preemption);
    EXPECT_GE(result.preempted, 5u);
  }
}

// Nobody but the goroutine in the call: whoever takes the P from it must not look like the end of everything.
TEST(Proc, CallAlone) {
  for (uint64_t seed = 1; seed <= 1000; seed++) {
    run_world({.seed = seed, .cores = 2, .gomaxprocs = 1}, scenario::call_alone);
  }
}

TEST(Proc, WatchBacksOff) {
  for (uint64_t seed = 1; seed <= 5; seed++) {
    run_world({.seed = seed, .cores = 2, .gomaxprocs = 2, .calm = true, .step_limit = 20'000'000},
              scenario::watch_backs_off);
  }
}

// No interrupt but the slice's own, which comes once: elsewhere others make up for it.
TEST(Proc, ASliceOutlivesAResize) {
  for (uint64_t seed = 1; seed <= 300; seed++) {
    run_world({.seed = seed, .cores = 4, .slice_ns = 10'000, .calm = true}, scenario::slice_through_resize);
  }
}

TEST(Proc, BigGomaxprocsAtTheStart) {
  run_world({.seed = 1, .cores = 4, .gomaxprocs = 1024}, scenario::fan_out);
  run_world({.seed = 2, .cores = 64, .gomaxprocs = 64}, scenario::fan_out);
}

class Matrix : public testing::TestWithParam<uint32_t> {};

TEST_P(Matrix, HoldsForEachNumberOfPs) {
  uint32_t const cores = GetParam();
  constexpr void (*kMains[])() = {scenario::storm, scenario::fan_out, scenario::system_calls, scenario::locked,
                                  scenario::stoppers};
  for (uint32_t procs = 1; procs <= 2 * cores; procs++) {
    for (auto main : kMains) {
      for (uint64_t seed = 1; seed <= 5; seed++) {
        run_world({.seed = seed * 100 + procs, .cores = cores, .gomaxprocs = procs}, main);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cores, Matrix, testing::Range(1u, 9u));

// Go: none. The poke comes when the core sleeps with its P.
TEST(Proc, LockedComesBeforeTheEndOfASlice) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 2, .gomaxprocs = 2, .slice_ns = 1'000'000, .calm = true},
              scenario::locked_beside_sleeper);
  }
}

}  // namespace
}  // namespace burrow

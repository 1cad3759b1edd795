// The cases of Go's runtime/proc_test.go that apply so far.
#include <gtest/gtest.h>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

constexpr uint64_t kSeeds = 100;

TEST(Proc, YieldProgress) { sweep(scenario::yield_progress, 1, kSeeds); }

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
  sweep(scenario::preemption, 1, kSeeds);
}

TEST(Proc, NumGoroutine) { sweep(scenario::num_goroutine, 1, kSeeds); }

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

TEST(Proc, PingPongHog) { sweep(scenario::ping_pong_hog, 1, kSeeds); }

TEST(Proc, BigGomaxprocs) {
  for (uint64_t seed = 1; seed <= 5; seed++) {
    run_world({.seed = seed, .cores = 4, .gomaxprocs = 1024}, scenario::fan_out);
    run_world({.seed = seed, .cores = 64, .gomaxprocs = 64}, scenario::fan_out);
  }
}

TEST(Proc, SixtyFirstTick) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 1, .slice_ns = 10'000'000}, scenario::sixty_first_tick);
  }
}

TEST(Proc, YieldersTakeTurns) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 1, .slice_ns = 10'000'000}, scenario::yield_in_turn);
  }
}

// Slices long enough that the scheduler's own time does not count.
TEST(Proc, LightGoroutinesWaitTwoSlices) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 1, .slice_ns = 50'000, .calm = true}, scenario::wait_beside_hogs);
  }
}

}  // namespace
}  // namespace burrow

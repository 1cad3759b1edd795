// Calls to devices, seed by seed: what each returns, and who runs meanwhile.
#include <gtest/gtest.h>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

constexpr uint64_t kSeeds = 200;

// More cores than Ps.
void run_with_spare_core(void (*main)()) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 2, .gomaxprocs = 1, .calm = true}, main);
  }
}

TEST(Files, Errors) { sweep(scenario::file_errors, 1, kSeeds); }
TEST(Files, OthersRunBesideASilentDevice) { run_with_spare_core(scenario::beside_silence); }
TEST(Files, OthersRunBesideASlowDevice) { run_with_spare_core(scenario::beside_slow); }

}  // namespace
}  // namespace burrow

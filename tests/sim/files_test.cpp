// Calls to devices, seed by seed: what each returns, and who runs meanwhile.
#include <gtest/gtest.h>

#include <cstring>

#include "kernel/task_table.h"
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

// The kernel's task where a P can be handed over.
TEST(Files, TaskHandsOver) {
  World const world{.seed = 1, .cores = 2, .gomaxprocs = 1, .slice_ns = 1'000'000, .calm = true, .mean_run = 200,
                    .step_limit = 20'000'000};
  for (Task const& task : all_tasks()) {
    if (strcmp(task.name, "files") == 0) {
      WorldResult const result = run_world(world, task.run);
      EXPECT_NE(result.output.find("P taken"), std::string::npos) << result.output;
      EXPECT_NE(result.output.find("files: semihosting, 8000 bytes"), std::string::npos) << result.output;
      return;
    }
  }
  FAIL() << "there is no task files";
}

}  // namespace
}  // namespace burrow

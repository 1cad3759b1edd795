// How worlds end that don't pass: in Go's words, with the right verdict.
#include <gtest/gtest.h>

#include <regex>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

class Ends : public testing::TestWithParam<uint64_t> {
 protected:
  WorldResult run(void (*main)(), WorldEnd expected) { return run_world(world, main, expected); }

  World world{.seed = GetParam(), .cores = static_cast<uint32_t>(1 + GetParam() % 4)};
};

TEST_P(Ends, DeadlockIsReported) {
  EXPECT_EQ(run(scenario::deadlock, WorldEnd::fatal).text, "all goroutines are asleep - deadlock!");
}

TEST_P(Ends, GoexitOfMainIsReported) {
  world.goexit_main = true;
  EXPECT_EQ(run(scenario::fan_out, WorldEnd::fatal).text, "no goroutines (main called runtime.Goexit) - deadlock!");
}

// Go: TestNetpollDeadlock.
TEST_P(Ends, WaitingForInputIsNoDeadlock) { EXPECT_EQ(run(scenario::wait_for_input, WorldEnd::hang).text, ""); }

// On one core: the main goroutine prints, one is parked, one preempted, one has not run.
TEST(Stacks, HaveGosForm) {
  std::string const frame = "\\?\\(\\.\\.\\.\\)\\n\\tpc=0x[0-9a-f]+\\n", frames = "(" + frame + ")+";
  std::string const creator = "created by \\?\\n\\tpc=0x[0-9a-f]+\\n";
  std::regex const form("goroutine 1 \\[running\\]:\\n" + frames +
                        "\\ngoroutine 2 \\[semacquire\\]:\\n" + frames + creator +
                        "\\ngoroutine 3 \\[runnable\\]:\\n" + frames + creator +
                        "\\ngoroutine 4 \\[runnable\\]:\\n" + frame + creator);
  for (uint64_t seed = 1; seed <= 20; seed++) {
    World const world{.seed = seed, .cores = 1, .slice_ns = 20'000};
    std::string const output = run_world(world, scenario::print_stacks).output;
    EXPECT_TRUE(std::regex_match(output, form)) << output;
  }
}

TEST_P(Ends, StackHasAnEnd) { run(scenario::bottomless, WorldEnd::fault); }

TEST_P(Ends, FailedTaskFailsTheWorld) {
  std::string const output = run(scenario::report_failure, WorldEnd::failed).output;
  EXPECT_EQ(output, "FAILED: this is meant to fail\n");
}

TEST_P(Ends, OutOfMemoryIsReported) {
  world.stack_pages = 64 * world.cores + 64;
  EXPECT_EQ(run(scenario::queue_full, WorldEnd::fatal).text.substr(0, 13), "out of memory");
}

TEST_P(Ends, HogsStayWithoutPreemption) {
  world.asyncpreemptoff = true;
  world.step_limit = 20'000;
  run(scenario::hogs, WorldEnd::steps);
}

TEST_P(Ends, StacksAreUsedAgain) {
  WorldResult const result = run(scenario::stack_garbage, WorldEnd::passed);
  EXPECT_LE(result.gedges[gedge(GStatus::idle, GStatus::dead)], 60u) << "160 goroutines, at most five at a time";
}

TEST_P(Ends, SeamIsWatched) {
  world.cores = 2;
  EXPECT_EQ(run(scenario::park_unmasked, WorldEnd::misuse).text, "park_core: interrupts are open");
  EXPECT_EQ(run(scenario::commit_unmasked, WorldEnd::misuse).text, "stack_commit: interrupts are open");
  EXPECT_EQ(run(scenario::enter_boot_core, WorldEnd::misuse).text, "core_enter: no such core");
  EXPECT_EQ(run(scenario::release_nothing, WorldEnd::misuse).text, "stack_release: not a range of pages");
  EXPECT_EQ(run(scenario::poke_nobody, WorldEnd::misuse).text, "poke_core: no such core");
  EXPECT_EQ(run(scenario::sleep_for_ever, WorldEnd::hang).text, "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Ends, testing::Range<uint64_t>(1, 21));

}  // namespace
}  // namespace burrow

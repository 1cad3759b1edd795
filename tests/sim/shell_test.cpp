// The shell's answers to scripts.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

std::vector<std::string> lines_of(std::string const& output) {
  std::istringstream in(output);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

size_t count(std::vector<std::string> const& lines, std::regex const& form) {
  return static_cast<size_t>(
      std::count_if(lines.begin(), lines.end(), [&](std::string const& line) { return std::regex_match(line, form); }));
}

bool has(std::string const& output, char const* text) { return output.find(text) != std::string::npos; }

// The world of a user: nobody else is in a hurry.
World quiet(uint64_t seed) {
  return {.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4), .slice_ns = 100'000, .calm = true, .mean_run = 200,
          .step_limit = 20'000'000};
}

class Shell : public testing::TestWithParam<uint64_t> {
 protected:
  std::string run(void (*main)()) { return run_world(quiet(GetParam()), main).output; }
};

TEST_P(Shell, Answers) {
  auto const output = run(scenario::shell_commands);
  auto const lines = lines_of(output);
  EXPECT_EQ(count(lines, std::regex("SCHED .*")), 2u) << output;
  EXPECT_GE(count(lines, std::regex("  [PMG]\\d+: .*")), 3u) << output;
  EXPECT_TRUE(has(output, "  sched [detail]")) << output;
  EXPECT_TRUE(std::regex_search(output, std::regex("\\n +1  running   - +\\d+ us +\\d    \\d  shell +\\?\\n"))) << output;
  EXPECT_TRUE(has(output, "goroutine 1 [running]:")) << output;
  EXPECT_TRUE(std::regex_search(output, std::regex("\\n  GSys +\\d+ KiB  of that"))) << output;
  EXPECT_EQ(count(lines, std::regex("gomaxprocs 2")), quiet(GetParam()).cores == 2 ? 3u : 2u) << output;
}

TEST_P(Shell, Complains) {
  auto const lines = lines_of(run(scenario::shell_complaints));
  std::vector<std::string> const expected = {"shell: no command nosuch; help lists them",
                                             "shell: ps: too much: now",
                                             "shell: sched loud: only detail may follow",
                                             "shell: gomaxprocs 0: must be a number from 1 to 256",
                                             "shell: gomaxprocs 257: must be a number from 1 to 256",
                                             "shell: gomaxprocs 1x: must be a number from 1 to 256",
                                             "shell: gomaxprocs: too much: 3",
                                             "shell: no task nosuch; run alone lists them",
                                             "shell: one console has one shell",
                                             "shell: no command ??; help lists them",
                                             "shell: no command 0123456789012345678901234567890123456789...; help lists them",
                                             "shell: a line has at most 120 characters"};
  EXPECT_EQ(lines, expected);
}

// Tasks of the kernel beside it; it ends after them.
TEST_P(Shell, RunsTasks) {
  auto const output = run(scenario::shell_tasks);
  EXPECT_EQ(count(lines_of(output), std::regex("shell: hello passed")), 2u) << output;
  EXPECT_EQ(count(lines_of(output), std::regex("shell: pingpong passed")), 1u) << output;
  EXPECT_TRUE(has(output, "\n  pingpong  two goroutines")) << output;
  EXPECT_TRUE(std::regex_search(output, std::regex("\\n +\\d+  \\w+ .*  pingpong  "))) << output;
}

// Without preemption it would stand still.
TEST_P(Shell, NeedsPreemption) {
  World world = quiet(GetParam());
  world.asyncpreemptoff = true;
  world.step_limit = 50'000;
  run_world(world, scenario::shell_beside_hogs, WorldEnd::steps);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Shell, testing::Range<uint64_t>(1, 9));

}  // namespace
}  // namespace burrow

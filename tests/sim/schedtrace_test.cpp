// That schedtrace's lines have Go's form, and when they come.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

std::regex const kLine("SCHED \\d+ms: gomaxprocs=\\d+ idleprocs=\\d+ threads=\\d+ spinningthreads=\\d+( needspinning=[01])?"
                       " idlethreads=\\d+ runqueue=\\d+( \\[(\\d+)( \\d+)*\\]| gcwaiting=(\\d|true|false) nmidlelocked=\\d+"
                       " stopwait=\\d+ sysmonwait=(\\d|true|false))");
std::regex const kDetail("  (P\\d+: status=[0-4] schedtick=\\d+ syscalltick=\\d+ m=(-1|nil|\\d+) runqsize=\\d+ gfreecnt=\\d+"
                         " timerslen=\\d+"
                         "|M\\d+: p=(-1|nil|\\d+) curg=(-1|nil|\\d+) mallocing=\\d throwing=\\d preemptoff= locks=\\d+ dying=\\d"
                         " spinning=(true|false) blocked=(true|false) lockedg=(-1|nil|\\d+)"
                         "|G\\d+: status=\\d+\\([^)]*(\\([^)]*\\))?\\) m=(-1|nil|\\d+) lockedm=(-1|nil|\\d+))");

// What Go 1.19 prints. 1.21 has needspinning, nil for -1, and words for gcwaiting and sysmonwait; so have we.
constexpr char const* kGosLines[] = {
    "SCHED 109ms: gomaxprocs=2 idleprocs=0 threads=5 spinningthreads=0 idlethreads=2 runqueue=3 [0 1]",
    "SCHED 102ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=2 gcwaiting=0 nmidlelocked=0 "
    "stopwait=0 sysmonwait=0"};
constexpr char const* kGosDetails[] = {
    "  P1: status=0 schedtick=0 syscalltick=0 m=-1 runqsize=0 gfreecnt=0 timerslen=0",
    "  M2: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=true lockedg=-1",
    "  G1: status=4(sleep) m=-1 lockedm=-1",
    "  G2: status=4(force gc (idle)) m=-1 lockedm=-1",
    "  G18: status=2() m=3 lockedm=-1"};

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

TEST(Schedtrace, TheFormIsGos) {
  for (char const* line : kGosLines) {
    EXPECT_TRUE(std::regex_match(line, kLine)) << line;
  }
  for (char const* line : kGosDetails) {
    EXPECT_TRUE(std::regex_match(line, kDetail)) << line;
  }
}

// watched calls it six times, three of them for all details.
TEST(Schedtrace, OursHaveIt) {
  for (uint64_t seed = 1; seed <= 50; seed++) {
    World const world{.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4), .calm = true};
    auto const lines = lines_of(run_world(world, scenario::watched).output);
    EXPECT_EQ(count(lines, kLine), 6u);
    EXPECT_EQ(count(lines, kLine) + count(lines, kDetail), lines.size());
    EXPECT_EQ(count(lines, std::regex("SCHED .* needspinning=[01] .*")), 6u);
    EXPECT_GE(count(lines, std::regex("  P\\d+: .*")), 3u);
    EXPECT_GE(count(lines, std::regex("  M\\d+: .*")), 3u);
    EXPECT_GE(count(lines, std::regex("  G1: status=2\\(\\) m=\\d+ lockedm=nil")), 3u);
    EXPECT_TRUE(lines.front().starts_with("SCHED 0ms: ")) << "Go counts from the first line";
  }
}

// A line each 20 us, by whoever schedules next, and only then.
TEST(Schedtrace, ComesWhenItIsDue) {
  constexpr int64_t kPause_ns = 20'000;
  for (uint64_t seed = 1; seed <= 50; seed++) {
    World world{.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4), .schedtrace_ns = kPause_ns, .calm = true};
    WorldResult const result = run_world(world, scenario::storm);
    size_t const lines = count(lines_of(result.output), kLine);
    EXPECT_GE(lines, 1 + static_cast<size_t>(result.time_ns / (2 * kPause_ns))) << result.output;
    EXPECT_LE(lines, 1 + static_cast<size_t>(result.time_ns / kPause_ns)) << result.output;
    world.scheddetail = true;
    EXPECT_GE(count(lines_of(run_world(world, scenario::storm).output), kDetail), lines);
  }
}

TEST(Schedtrace, DoesNotHideADeadlock) {
  for (uint64_t seed = 1; seed <= 20; seed++) {
    World const world{.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4), .schedtrace_ns = 1'000, .scheddetail = true};
    EXPECT_EQ(run_world(world, scenario::deadlock, WorldEnd::fatal).text, "all goroutines are asleep - deadlock!");
  }
}

}  // namespace
}  // namespace burrow

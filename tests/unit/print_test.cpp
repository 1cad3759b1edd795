// runtime/model/print: one call is one piece of output.
#include "runtime/model/print.h"

#include <set>
#include <sstream>

#include "tests/support/bench.h"

namespace burrow {
namespace {

using bench::machine;

struct PrintTest : bench::Bench {};

TEST_F(PrintTest, PartsBecomeOneLine) {
  print("goroutine ", 7u, " [", "runnable", "]:", '\n');
  EXPECT_EQ(machine.console, "goroutine 7 [runnable]:\n");
  EXPECT_EQ(m().locks, 0);
}

TEST_F(PrintTest, CutsAt240Bytes) {
  print(column("x", 200), column("y", 200));
  EXPECT_EQ(machine.console, std::string(199, ' ') + 'x' + std::string(40, ' '));
}

TEST_F(PrintTest, ConsoleWriteTakesAnyBytes) {
  console_write("a\0b", 3);
  EXPECT_EQ(machine.console, std::string("a\0b", 3));
  console_write("", 0);
  EXPECT_EQ(machine.console.size(), 3u);
}

TEST_F(PrintTest, IsAllowedUnderEveryOtherLock) {
  lock(sched.lock);
  print("x");
  unlock(sched.lock);
  lock(sched.printlock);
  EXPECT_FATAL("lock ordering problem", print("y"));
  EXPECT_EQ(machine.console, "x");
}

TEST_F(PrintTest, LinesOfTwoThreadsDoNotMix) {
  auto const work = [](char const* line) {
    for (int i = 0; i < 300; i++) print(line, '\n');
  };
  std::thread other = on_core(1, [&] { work("abcdefghijklmnopqrstuvwxyz"); });
  work("0123456789012345678901234567890");
  other.join();
  std::istringstream console(machine.console);
  std::multiset<std::string> lines;
  for (std::string line; std::getline(console, line);) lines.insert(line);
  EXPECT_EQ(lines.count("abcdefghijklmnopqrstuvwxyz"), 300u);
  EXPECT_EQ(lines.count("0123456789012345678901234567890"), 300u);
  EXPECT_EQ(lines.size(), 600u);
}

}  // namespace
}  // namespace burrow

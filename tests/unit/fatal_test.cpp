// runtime/base/fatal: the reason reaches the hook; without one, the console; then the machine ends.
#include "runtime/base/fatal.h"

#include "tests/support/bench.h"

namespace burrow {
namespace {

using bench::machine;

struct Fatal : bench::Bench {};

TEST_F(Fatal, TheHookGetsTheReason) {
  EXPECT_FATAL("the reason", fatal("the reason"));
  EXPECT_EQ(machine.console, "");
}

TEST_F(Fatal, WithoutAHookTheConsoleGetsItAndTheMachineEnds) {
  fatal_hook = nullptr;
  EXPECT_EQ(bench::ending([] { fatal("the reason"); }), "exit 0x12");
  EXPECT_EQ(machine.console, "fatal error: the reason\n");
}

TEST_F(Fatal, APanicSaysSo) {
  EXPECT_FATAL("panic: the reason", gopanic("the reason"));
  fatal_hook = nullptr;
  EXPECT_EQ(bench::ending([] { gopanic("the reason"); }), "exit 0x12");
  EXPECT_EQ(machine.console, "panic: the reason\n");
}

TEST_F(Fatal, AHookThatReturnsEndsTheMachineToo) {
  fatal_hook = [](char const*, char const*) {};
  EXPECT_EQ(bench::ending([] { fatal("the reason"); }), "exit 0x12");
}

TEST_F(Fatal, RequireIsFatalOnlyWhenItFails) {
  EXPECT_FATAL("", require(true, "not this"));
  EXPECT_FATAL("this", require(false, "this"));
}

}  // namespace
}  // namespace burrow

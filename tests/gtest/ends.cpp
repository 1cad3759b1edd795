// Tests that end badly, and one that does not: what CTest must see of each is in tests/user/elsewhere.
#include <gtest/gtest.h>

#include "runtime/runtime.h"

namespace burrow {
namespace {

TEST(Ends, Well) { EXPECT_EQ(goid(), goid()); }

TEST(Ends, WithAFailureInAGoroutine) {
  WaitGroup ended;
  ended.add(1);
  go([&] {
    EXPECT_EQ(1, 2) << "in a goroutine";
    ended.done();
  });
  ended.wait();
}

TEST(Ends, ByGoexit) { Goexit(); }

TEST(Ends, WithAFatalError) {
  WaitGroup group;
  group.done();
}

TEST(Ends, Asleep) {
  Sema never;
  never.acquire();
}

TEST(Ends, Never) {
  for (;;) cpu_relax();
}

TEST(Ends, WithGoroutinesLeft) {
  static Sema never;
  go([] { never.acquire(); });
  go([] { never.acquire(); });
}

TEST(Ends, WellAfterThat) {}

}  // namespace
}  // namespace burrow

// runtime/sched/deadlock: when nobody can run any more.
#include "runtime/base/fatal.h"
#include "runtime/sched/proc.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

struct Deadlock : bench::Bench {

  Deadlock() {
    sched.mnext.store(2, relaxed);
    sched.nmidle = 2;
    lock(sched.lock);
  }
  ~Deadlock() override {
    if (holds(LockRank::sched)) unlock(sched.lock);
  }
};

constexpr char kAsleep[] = "all goroutines are asleep - deadlock!";
constexpr char kNone[] = "no goroutines (main called runtime.Goexit) - deadlock!";

TEST_F(Deadlock, AnMThatIsNotIdleIsEnough) {
  list_g(GStatus::waiting);
  sched.nmidle = 1;
  EXPECT_FATAL("", checkdead());
  EXPECT_TRUE(holds(LockRank::sched));
}

TEST_F(Deadlock, AllWait) {
  list_g(GStatus::waiting);
  list_g(GStatus::dead);
  EXPECT_FATAL(kAsleep, checkdead());
  EXPECT_FALSE(holds(LockRank::sched)) << "the report must not find the lock taken";
}

TEST_F(Deadlock, ATimerMayEndTheWait) {
  list_g(GStatus::waiting);
  p(2).timers.armed.store(1, relaxed);
  EXPECT_FATAL("", checkdead());
  EXPECT_TRUE(holds(LockRank::sched));
}

TEST_F(Deadlock, NoneIsLeft) {
  list_g(GStatus::dead);
  EXPECT_FATAL(kNone, checkdead());
}

TEST_F(Deadlock, SchedulerStacksAreNoGoroutines) {
  list_g(GStatus::running).is_g0 = true;
  list_g(GStatus::waiting).is_g0 = true;
  EXPECT_FATAL(kNone, checkdead());
}

TEST_F(Deadlock, AGThatCouldRunIsABugOfTheScheduler) {
  list_g(GStatus::waiting);
  list_g(GStatus::runnable);
  EXPECT_FATAL("checkdead: runnable g", checkdead());
}

TEST_F(Deadlock, NeedsTheLock) {
  unlock(sched.lock);
  EXPECT_FATAL("checkdead: sched.lock not held", checkdead());
}

}  // namespace
}  // namespace burrow

// runtime/sched/deadlock: when nobody can run any more.
#include "runtime/base/fatal.h"
#include "runtime/sched/proc.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

struct Deadlock : bench::Bench {
  std::array<G, kGChunk> chunk{};

  Deadlock() {
    sched.allgs[0].store(chunk.data(), release);
    sched.mnext.store(2, relaxed);
    sched.nmidle = 2;
    lock(sched.lock);
  }
  ~Deadlock() override {
    if (holds(LockRank::sched)) unlock(sched.lock);
  }
  G& add(GStatus status, WaitReason reason = WaitReason::zero) {
    uint32_t const index = sched.allglen.load(relaxed);
    G& gp = chunk[index];
    gp.goid = index + 1;
    gp.atomicstatus.store(static_cast<uint32_t>(status), relaxed);
    gp.waitreason = reason;
    sched.allglen.store(index + 1, release);
    return gp;
  }
};

constexpr char kAsleep[] = "all goroutines are asleep - deadlock!";
constexpr char kNone[] = "no goroutines (main called runtime.Goexit) - deadlock!";

TEST_F(Deadlock, AnMThatIsNotIdleIsEnough) {
  add(GStatus::waiting);
  sched.nmidle = 1;
  EXPECT_FATAL("", checkdead());
  EXPECT_TRUE(holds(LockRank::sched));
}

TEST_F(Deadlock, AllWait) {
  add(GStatus::waiting);
  add(GStatus::dead);
  EXPECT_FATAL(kAsleep, checkdead());
  EXPECT_FALSE(holds(LockRank::sched)) << "the report must not find the lock taken";
}

TEST_F(Deadlock, NoneIsLeft) {
  add(GStatus::dead);
  EXPECT_FATAL(kNone, checkdead());
}

TEST_F(Deadlock, SchedulerStacksAreNoGoroutines) {
  add(GStatus::running).is_g0 = true;
  add(GStatus::waiting).is_g0 = true;
  EXPECT_FATAL(kNone, checkdead());
}

TEST_F(Deadlock, AGThatCouldRunIsABugOfTheScheduler) {
  add(GStatus::waiting);
  add(GStatus::runnable);
  EXPECT_FATAL("checkdead: runnable g", checkdead());
}

TEST_F(Deadlock, NeedsTheLock) {
  unlock(sched.lock);
  EXPECT_FATAL("checkdead: sched.lock not held", checkdead());
}

}  // namespace
}  // namespace burrow

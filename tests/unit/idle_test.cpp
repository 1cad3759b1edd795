// runtime/queue/idle: the stacks of idle Ps and Ms and their counts (S1).
#include "runtime/queue/idle.h"

#include "runtime/queue/runq.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

struct Idle : bench::Bench {
  void SetUp() override { lock(sched.lock); }
  void TearDown() override {
    if (holds(LockRank::sched)) unlock(sched.lock);
  }
};

TEST_F(Idle, PsLastInFirstOut) {
  EXPECT_EQ(pidleget(), nullptr);
  for (uint32_t id = 0; id < 3; id++) pidleput(&p(id));
  EXPECT_EQ(sched.npidle.load(relaxed), 3u);
  EXPECT_EQ(pidleget(), &p(2));
  EXPECT_EQ(p(2).link, nullptr);
  pidleput(&p(5));
  EXPECT_EQ(pidleget(), &p(5));
  EXPECT_EQ(pidleget(), &p(1));
  EXPECT_EQ(pidleget(), &p(0));
  EXPECT_EQ(pidleget(), nullptr);
  EXPECT_EQ(sched.npidle.load(relaxed), 0u);
}

TEST_F(Idle, APWithWorkMayNotGoIdle) {
  runqput(&p(0), new_g(), false);
  EXPECT_FATAL("pidleput: P has non-empty run queue", pidleput(&p(0)));
  runqput(&p(1), new_g(), true);
  EXPECT_FATAL("pidleput: P has non-empty run queue", pidleput(&p(1)));
  EXPECT_EQ(sched.npidle.load(relaxed), 0u);
}

TEST_F(Idle, WorkThatFindsNoPLeavesAWord) {
  pidleput(&p(0));
  EXPECT_EQ(pidlegetSpinning(), &p(0));
  EXPECT_EQ(sched.needspinning.load(relaxed), 0u);
  EXPECT_EQ(pidlegetSpinning(), nullptr);
  EXPECT_EQ(sched.needspinning.load(relaxed), 1u);
}

TEST_F(Idle, MsLastInFirstOut) {
  EXPECT_EQ(mget(false), nullptr);
  for (uint32_t id = 1; id < 4; id++) mput(&m(id));
  EXPECT_EQ(sched.nmidle, 3u);
  EXPECT_EQ(sched.nmfree.load(relaxed), 3u);
  EXPECT_TRUE(m(3).idle);
  EXPECT_EQ(mget(false), &m(3));
  EXPECT_FALSE(m(3).idle);
  EXPECT_EQ(m(3).schedlink, nullptr);
  EXPECT_EQ(mget(false), &m(2));
  EXPECT_EQ(mget(false), &m(1));
  EXPECT_EQ(mget(false), nullptr);
  EXPECT_EQ(sched.nmidle, 0u);
  EXPECT_EQ(sched.nmfree.load(relaxed), 0u);
}

TEST_F(Idle, AnMLeavesFromWhereverItStands) {
  for (uint32_t leaver = 1; leaver < 4; leaver++) {
    for (uint32_t id = 1; id < 4; id++) mput(&m(id));
    mremove(&m(leaver));
    EXPECT_EQ(sched.nmidle, 2u);
    EXPECT_FALSE(m(leaver).idle);
    for (uint32_t id = 3; id > 0; id--) {
      if (id == leaver) continue;
      EXPECT_EQ(mget(false), &m(id));
    }
    EXPECT_EQ(mget(false), nullptr);
  }
}

TEST_F(Idle, AnMIsIdleOnce) {
  mput(&m(1));
  EXPECT_FATAL("mput: M is idle already", mput(&m(1)));
  EXPECT_FATAL("mremove: M is not idle", mremove(&m(2)));
  EXPECT_EQ(mget(false), &m(1));
  EXPECT_FATAL("mremove: M is not idle", mremove(&m(1)));
}

// One with Gs locked to it comes last, and only as a stand-in.
TEST_F(Idle, MsWithLockedGsComeLast) {
  m(2).nlocked = 1;
  mput(&m(2));
  EXPECT_EQ(sched.nmidlelocked.load(relaxed), 1u);
  EXPECT_EQ(mget(false), nullptr);
  mput(&m(1));
  m(3).nlocked = 2;
  mput(&m(3));
  EXPECT_EQ(mget(false), &m(1));
  EXPECT_EQ(mget(false), nullptr);
  EXPECT_EQ(mget(true), &m(2));
  EXPECT_EQ(mget(true), &m(3));
  EXPECT_EQ(sched.nmidlelocked.load(relaxed), 0u);
  unlock(sched.lock);
}

TEST_F(Idle, NeedsTheLock) {
  mput(&m(1));
  unlock(sched.lock);
  EXPECT_FATAL("pidleput: sched.lock not held", pidleput(&p(0)));
  EXPECT_FATAL("pidleget: sched.lock not held", pidleget());
  EXPECT_FATAL("pidleget: sched.lock not held", pidlegetSpinning());
  EXPECT_FATAL("mput: sched.lock not held", mput(&m(2)));
  EXPECT_FATAL("mget: sched.lock not held", mget(false));
  EXPECT_FATAL("mremove: sched.lock not held", mremove(&m(1)));
}

}  // namespace
}  // namespace burrow

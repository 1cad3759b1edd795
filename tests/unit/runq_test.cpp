// runtime/queue/runq, one thread. Go's TestRunSchedLocalQueue (proc_test.go), runnext, overflow.
#include "tests/unit/runq_bench.h"

namespace burrow {
namespace {

struct Runq : RunqBench {};
INSTANTIATE_TEST_SUITE_P(, Runq, testing::ValuesIn(kStarts), start_name);

TEST_P(Runq, GoRunSchedLocalQueueTest) {
  for (uint32_t i = 0; i < kRunq; i++) {
    ASSERT_EQ(get(), nullptr) << "not empty initially";
    for (uint32_t j = 0; j < i; j++) runqput(&p(), gs[i], false);
    for (uint32_t j = 0; j < i; j++) ASSERT_EQ(get(), gs[i]) << i << "/" << j;
    ASSERT_EQ(get(), nullptr) << "not empty afterwards";
  }
}

TEST_P(Runq, FirstInFirstOutAtEveryFillLevel) {
  for (uint32_t n = 0; n <= kRunq; n++) {
    put(0, n);
    ASSERT_EQ(runqlen(&p()), n);
    ASSERT_EQ(runqempty(&p()), n == 0);
    for (uint32_t i = 0; i < n; i++) ASSERT_EQ(get(), gs[i]) << n;
    ASSERT_EQ(get(), nullptr);
  }
  EXPECT_EQ(sched.runqsize.load(relaxed), 0u) << "256 fit";
}

TEST_P(Runq, RunnextRunsFirstAndInherits) {
  bool inherit = false;
  runqput(&p(), gs[0], false);
  runqput(&p(), gs[1], true);
  EXPECT_EQ(runqlen(&p()), 2u);
  EXPECT_EQ(runqget(&p(), &inherit), gs[1]);
  EXPECT_TRUE(inherit);
  EXPECT_EQ(runqget(&p(), &inherit), gs[0]);
  EXPECT_FALSE(inherit);
  inherit = true;
  EXPECT_EQ(runqget(&p(), &inherit), nullptr);
  EXPECT_FALSE(inherit);
}

TEST_P(Runq, TheRingAloneLeavesRunnext) {
  runqput(&p(), gs[0], false);
  runqput(&p(), gs[1], true);
  EXPECT_EQ(runqget_ring(&p()), gs[0]);
  EXPECT_EQ(runqget_ring(&p()), nullptr);
  EXPECT_EQ(get(), gs[1]);
}

TEST_P(Runq, ANewRunnextKicksTheOldOneToTheTail) {
  runqput(&p(), gs[0], true);
  runqput(&p(), gs[1], false);
  runqput(&p(), gs[2], true);
  EXPECT_EQ(get(), gs[2]);
  EXPECT_EQ(get(), gs[1]);
  EXPECT_EQ(get(), gs[0]);
}

TEST_P(Runq, RunnextAloneIsNotEmpty) {
  EXPECT_TRUE(runqempty(&p()));
  runqput(&p(), gs[0], true);
  EXPECT_FALSE(runqempty(&p()));
  EXPECT_EQ(p().runqhead.load(relaxed), p().runqtail.load(relaxed)) << "the ring is untouched";
}

TEST_P(Runq, OverflowMovesTheOlderHalfAndTheNewOneToTheGlobalQueue) {
  put(0, kRunq + 1);
  EXPECT_EQ(runqlen(&p()), kRunq / 2);
  EXPECT_EQ(sched.runqsize.load(relaxed), kRunq / 2 + 1);
  EXPECT_EQ(m().locks, 0);
  G* moved = sched.runq.head;
  for (uint32_t i = 0; i < kRunq / 2; i++, moved = moved->schedlink) ASSERT_EQ(moved, gs[i]);
  EXPECT_EQ(moved, gs[kRunq]);
  EXPECT_EQ(moved, sched.runq.tail);
  EXPECT_EQ(moved->schedlink, nullptr);
  for (uint32_t i = kRunq / 2; i < kRunq; i++) ASSERT_EQ(get(), gs[i]);
  EXPECT_EQ(get(), nullptr);
}

TEST_P(Runq, OverflowByAKickedOutRunnext) {
  put(0, kRunq);
  runqput(&p(), gs[kRunq], true);
  EXPECT_EQ(sched.runqsize.load(relaxed), 0u) << "the slot was free";
  runqput(&p(), gs[kRunq + 1], true);
  EXPECT_EQ(sched.runqsize.load(relaxed), kRunq / 2 + 1);
  EXPECT_EQ(sched.runq.tail, gs[kRunq]);
  EXPECT_EQ(get(), gs[kRunq + 1]);
  EXPECT_EQ(get(), gs[kRunq / 2]);
}

TEST_P(Runq, PutLockedFillsTheRingAndNoMore) {
  for (uint32_t i = 0; i < kRunq; i++) runqput_locked(&p(), gs[i]);
  EXPECT_FATAL("runqput_locked: no room", runqput_locked(&p(), gs[kRunq]));
  EXPECT_EQ(get(), gs[0]);
  runqput_locked(&p(), gs[kRunq]);
  EXPECT_EQ(runqlen(&p()), kRunq);
}

}  // namespace
}  // namespace burrow

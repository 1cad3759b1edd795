// runtime/queue/runq: stealing, one thread. Go's TestRunSchedLocalQueueSteal (proc_test.go) and the rule for runnext.
#include "tests/unit/runq_bench.h"

namespace burrow {
namespace {

struct RunqSteal : RunqBench {
  // Everything core 1 has, the stolen one first.
  std::vector<G*> loot(G* first) {
    std::vector<G*> all;
    for (G* gp = first; gp != nullptr; gp = get(1)) all.push_back(gp);
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(, RunqSteal, testing::ValuesIn(kStarts), start_name);

TEST_P(RunqSteal, GoRunSchedLocalQueueStealTest) {
  for (uint32_t i = 0; i < kRunq; i++) {
    std::vector<int> sig(i);
    put(0, i);
    std::vector<G*> const stolen_gs = loot(steal());
    for (G* gp : stolen_gs) sig[gp->goid - 1]++;
    while (G* gp = get()) sig[gp->goid - 1]++;
    for (uint32_t j = 0; j < i; j++) ASSERT_EQ(sig[j], 1) << i << "/" << j;
    ASSERT_TRUE(stolen_gs.size() == i / 2 || stolen_gs.size() == i / 2 + 1) << stolen_gs.size() << " of " << i;
    ASSERT_EQ(stolen_gs.size(), stolen);
  }
}

TEST_P(RunqSteal, TakesTheOlderHalfRoundedUpAndReturnsItsLast) {
  put(0, 7);
  EXPECT_EQ(steal(), gs[3]);
  EXPECT_EQ(stolen, 4u);
  EXPECT_EQ(get(1), gs[0]);
  EXPECT_EQ(get(1), gs[1]);
  EXPECT_EQ(get(1), gs[2]);
  EXPECT_EQ(get(1), nullptr);
  EXPECT_EQ(get(), gs[4]);
}

TEST_P(RunqSteal, AFullRing) {
  put(0, kRunq);
  EXPECT_EQ(steal(), gs[kRunq / 2 - 1]);
  EXPECT_EQ(stolen, kRunq / 2);
  EXPECT_EQ(runqlen(&p(1)), kRunq / 2 - 1);
  EXPECT_EQ(runqlen(&p()), kRunq / 2);
}

TEST_P(RunqSteal, FromAnEmptyQueue) {
  EXPECT_EQ(steal(), nullptr);
  EXPECT_EQ(stolen, 0u);
}

TEST_P(RunqSteal, RunnextIsTheLastResort) {
  runqput(&p(), gs[0], false);
  runqput(&p(), gs[1], true);
  EXPECT_EQ(steal(true), gs[0]);
  EXPECT_EQ(steal(false), nullptr) << "only in the last round";
  EXPECT_EQ(steal(true), gs[1]);
  EXPECT_EQ(stolen, 1u);
  EXPECT_TRUE(runqempty(&p()));
  EXPECT_TRUE(runqempty(&p(1))) << "the one G is handed over, not queued";
}

TEST_P(RunqSteal, ARunningVictimHas3MicrosecondsForItsRunnext) {
  int64_t const start_ns = bench::machine.now_ns;
  p().status.store(PStatus::running, relaxed);
  runqput(&p(), gs[0], true);
  EXPECT_EQ(steal(), gs[0]);
  EXPECT_GE(bench::machine.now_ns - start_ns, 3000);
  EXPECT_LT(bench::machine.now_ns - start_ns, 4000);
}

TEST_P(RunqSteal, AnIdleVictimHasNone) {
  int64_t const start_ns = bench::machine.now_ns;
  runqput(&p(), gs[0], true);
  EXPECT_EQ(steal(), gs[0]);
  EXPECT_EQ(bench::machine.now_ns, start_ns);
}

TEST_P(RunqSteal, AVictimThatUsedItsTimeKeepsItsRunnext) {
  p().status.store(PStatus::running, relaxed);
  runqput(&p(), gs[0], true);
  bench::machine.on_nanotime = [&] { EXPECT_TRUE(get() == gs[0] || runqempty(&p())); };
  EXPECT_EQ(steal(), nullptr);
  EXPECT_EQ(stolen, 0u);
}

TEST_P(RunqSteal, OverflowOfTheThiefIsFatal) {
  for (uint32_t i = 0; i < kRunq; i++) runqput_locked(&p(1), gs[kRunq + i]);
  put(0, 4);
  EXPECT_FATAL("runqsteal: runq overflow", steal());
}

}  // namespace
}  // namespace burrow

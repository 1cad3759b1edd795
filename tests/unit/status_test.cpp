// runtime/sched/status: the gates let legal changes through, count them, and stop at everything else.
#include "runtime/base/fatal.h"
#include "runtime/sched/proc.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

using bench::machine;

struct Status : bench::Bench {
  // A G in any state, also one that is none.
  G* g_in(uint32_t number) { return new_g(static_cast<GStatus>(number)); }
};

TEST_F(Status, AllPairsOfAG) {
  for (uint32_t from = 0; from < kGStatusCount; from++) {
    for (uint32_t to = 0; to < kGStatusCount; to++) {
      G* gp = g_in(from);
      int const edge = gedge(static_cast<GStatus>(from), static_cast<GStatus>(to));
      std::string const end =
          bench::ending([&] { casgstatus(gp, static_cast<GStatus>(from), static_cast<GStatus>(to)); });
      EXPECT_EQ(end, edge >= 0 ? "" : "casgstatus: bad incoming values") << from << " -> " << to;
      EXPECT_EQ(static_cast<uint32_t>(readgstatus(gp)), edge >= 0 ? to : from);
    }
  }
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    bool const scans = has_scan(kGEdges[row].from) || has_scan(kGEdges[row].to);
    EXPECT_EQ(m().gedges[row], scans ? 0u : 1u) << "each edge is counted, on the M that took it";
  }
  for (uint64_t taken : m(1).gedges) EXPECT_EQ(taken, 0u);
}

// The scan bit comes and goes by gates of its own, which are counted too.
TEST_F(Status, ScanGates) {
  for (uint32_t number = 0; number < kGStatusCount; number++) {
    auto const status = static_cast<GStatus>(number);
    G* gp = g_in(number);
    bool const may = gedge(status, with_scan(status)) >= 0;
    std::string const end = bench::ending([&] { EXPECT_TRUE(castogscanstatus(gp, status)); });
    EXPECT_EQ(end, may ? "" : "castogscanstatus") << number;
    if (!may) continue;
    EXPECT_EQ(readgstatus(gp), with_scan(status));
    EXPECT_FALSE(castogscanstatus(gp, status)) << "someone was first";
    casfrom_Gscanstatus(gp, with_scan(status));
    EXPECT_EQ(readgstatus(gp), status);
    EXPECT_FATAL("casfrom_Gscanstatus: gp->status is not in scan state", casfrom_Gscanstatus(gp, with_scan(status)));
  }
  EXPECT_FATAL("casfrom_Gscanstatus:top gp->status is not in scan state",
               casfrom_Gscanstatus(new_g(GStatus::dead), GStatus::dead));
  EXPECT_FATAL("casgstatus: bad incoming values",
               casgstatus(new_g(GStatus::waiting), GStatus::waiting, GStatus::scanwaiting));
}

TEST_F(Status, PreemptedForASuspender) {
  G* gp = new_g(GStatus::running);
  casGToPreemptScan(gp);
  EXPECT_EQ(readgstatus(gp), GStatus::scanpreempted);
  EXPECT_FALSE(casGFromPreempted(gp)) << "it has not left its M";
  casfrom_Gscanstatus(gp, GStatus::scanpreempted);
  EXPECT_TRUE(casGFromPreempted(gp));
  EXPECT_FALSE(casGFromPreempted(gp)) << "one claims it";
  EXPECT_EQ(readgstatus(gp), GStatus::waiting);
}

TEST_F(Status, AGrowingStackDoesNotWaitForTheScanBit) {
  G* gp = new_g(GStatus::running);
  EXPECT_TRUE(castogscanstatus(gp, GStatus::running));
  EXPECT_FALSE(casgcopystack(gp));
  casfrom_Gscanstatus(gp, GStatus::scanrunning);
  EXPECT_TRUE(casgcopystack(gp));
}

// The owner of a state waits until whoever looks at the stack is done.
TEST_F(Status, TheScanBitHoldsUpTheOwner) {
  G* gp = new_g(GStatus::waiting);
  ASSERT_TRUE(castogscanstatus(gp, GStatus::waiting));
  std::thread owner = on_core(1, [gp] { casgstatus(gp, GStatus::waiting, GStatus::runnable); });
  while (machine.relaxes < 1000) std::this_thread::yield();
  EXPECT_EQ(readgstatus(gp), GStatus::scanwaiting);
  casfrom_Gscanstatus(gp, GStatus::scanwaiting);
  owner.join();
  EXPECT_EQ(readgstatus(gp), GStatus::runnable);
}

TEST_F(Status, WaitingButRunnableHasWordsOfItsOwn) {
  EXPECT_FATAL("casgstatus: waiting for Gwaiting but is Grunnable",
               casgstatus(new_g(GStatus::runnable), GStatus::waiting, GStatus::runnable));
}

TEST_F(Status, AGInAnotherStateIsFatalAndReported) {
  G* gp = new_g(GStatus::waiting);
  gp->goid = 42;
  EXPECT_FATAL("casgstatus: the G is in another state", casgstatus(gp, GStatus::runnable, GStatus::running));
  EXPECT_EQ(readgstatus(gp), GStatus::waiting);
  EXPECT_EQ(machine.console.substr(0, machine.console.find('\n')), "runtime: gp: goid=42, gp->atomicstatus=4");
  EXPECT_EQ(m().gedges[gedge(GStatus::runnable, GStatus::running)], 0u);
}

TEST_F(Status, AllPairsOfAP) {
  for (uint32_t from = 0; from < 5; from++) {
    for (uint32_t to = 0; to < 5; to++) {
      PStatus const was = static_cast<PStatus>(from), is = static_cast<PStatus>(to);
      p().status.store(was, relaxed);
      EXPECT_EQ(bench::ending([&] { setpstatus(&p(), was, is); }),
                pedge(was, is) >= 0 ? "" : "setpstatus: bad incoming values");
      EXPECT_EQ(p().status.load(relaxed), pedge(was, is) >= 0 ? is : was);
    }
  }
  for (uint64_t taken : m().pedges) EXPECT_EQ(taken, 1u);
}

TEST_F(Status, APIsTakenFromACallOnce) {
  p().status.store(PStatus::syscall, relaxed);
  EXPECT_TRUE(caspstatus(&p(), PStatus::syscall, PStatus::idle));
  EXPECT_FALSE(caspstatus(&p(), PStatus::syscall, PStatus::idle));
  EXPECT_EQ(m().pedges[pedge(PStatus::syscall, PStatus::idle)], 1u);
  EXPECT_FATAL("caspstatus: bad incoming values", caspstatus(&p(), PStatus::syscall, PStatus::running));
}

TEST_F(Status, APInAnotherStateIsFatal) {
  p().status.store(PStatus::running, relaxed);
  EXPECT_FATAL("setpstatus: the P is in another state", setpstatus(&p(), PStatus::idle, PStatus::running));
}

TEST_F(Status, OneOfTwoThreadsWinsAG) {
  constexpr int kRounds = 2000;
  Atomic<uint32_t> losers;
  std::deque<G*> gs;
  for (int i = 0; i < kRounds; i++) gs.push_back(new_g(GStatus::waiting));
  auto work = [&] {
    for (G* gp : gs) {
      std::string const end = bench::ending([gp] { casgstatus(gp, GStatus::waiting, GStatus::runnable); });
      losers.fetch_add(end != "", relaxed);
    }
  };
  std::thread other = on_core(1, work);
  work();
  other.join();
  EXPECT_EQ(losers.load(relaxed), static_cast<uint32_t>(kRounds));
  int const edge = gedge(GStatus::waiting, GStatus::runnable);
  EXPECT_EQ(m(0).gedges[edge] + m(1).gedges[edge], static_cast<uint64_t>(kRounds));
}

TEST_F(Status, AcquiremNests) {
  M* mp = acquirem();
  EXPECT_EQ(mp, &m());
  EXPECT_EQ(acquirem()->locks, 2);
  releasem(mp);
  releasem(mp);
  EXPECT_EQ(mp->locks, 0);
  EXPECT_FATAL("releasem: not acquired", releasem(mp));
}

}  // namespace
}  // namespace burrow

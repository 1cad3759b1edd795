// runtime/queue/gfree: local lists up to 64, the rest shared.
#include "runtime/queue/gfree.h"
#include "runtime/queue/gstack.h"

#include <set>
#include <vector>

#include "tests/support/bench.h"

namespace burrow {
namespace {

struct GFree : bench::Bench {
  void put(uint32_t n, uint32_t id = 0) {
    for (uint32_t i = 0; i < n; i++) gfput(&p(id), new_g(GStatus::dead));
  }
  static uint32_t length(G* list) {
    uint32_t n = 0;
    for (; list != nullptr; list = list->schedlink) n++;
    return n;
  }
  void expect_lengths(int32_t local, int32_t shared) {
    EXPECT_EQ(p().ngfree, local);
    EXPECT_EQ(length(p().gfree), static_cast<uint32_t>(local));
    EXPECT_EQ(sched.ngfree.load(relaxed), shared);
    EXPECT_EQ(length(sched.gfree), static_cast<uint32_t>(shared));
    EXPECT_EQ(m().locks, 0);
  }
};

TEST_F(GFree, Empty) {
  EXPECT_EQ(gfget(&p()), nullptr);
  expect_lengths(0, 0);
}

TEST_F(GFree, LastInFirstOut) {
  G *a = new_g(GStatus::dead), *b = new_g(GStatus::dead);
  gfput(&p(), a);
  gfput(&p(), b);
  EXPECT_EQ(gfget(&p()), b);
  EXPECT_EQ(b->schedlink, nullptr);
  EXPECT_EQ(gfget(&p()), a);
  EXPECT_EQ(gfget(&p()), nullptr);
}

TEST_F(GFree, The64thSends32Away) {
  put(63);
  expect_lengths(63, 0);
  put(1);
  expect_lengths(32, 32);
  put(31);
  expect_lengths(63, 32);
  put(1);
  expect_lengths(32, 64);
}

TEST_F(GFree, WhoIsSentAwayLeavesItsStack) {
  std::vector<G*> gs;
  for (uint32_t i = 0; i < 64; i++) {
    G* gp = new_g(GStatus::dead);
    gp->stack = {(i + 1) * 0x10000u, (i + 2) * 0x10000u};
    gp->committed.store(gp->stack.hi - arch::kPageSize, relaxed);
    gs.push_back(gp);
    gfput(&p(), gp);
  }
  ASSERT_EQ(bench::machine.released.size(), 32u);
  for (G* gp = sched.gfree; gp != nullptr; gp = gp->schedlink) EXPECT_FALSE(has_first_page(gp));
  for (G* gp = p().gfree; gp != nullptr; gp = gp->schedlink) EXPECT_TRUE(has_first_page(gp));
  for (arch::StackArea const& range : bench::machine.released) EXPECT_EQ(range.hi - range.lo, arch::kPageSize);
  EXPECT_FALSE(bench::machine.released_locked) << "under gfreelock everybody waits";
}

TEST_F(GFree, AnEmptyListFetches32) {
  put(64 + 32);  // 32 here, 64 shared
  for (int i = 0; i < 32; i++) ASSERT_NE(gfget(&p()), nullptr);
  expect_lengths(0, 64);
  EXPECT_NE(gfget(&p()), nullptr);
  expect_lengths(31, 32);
}

TEST_F(GFree, AnotherPGetsTheSharedOnes) {
  put(64);
  std::set<G*> got;
  while (G* gp = gfget(&p(1))) got.insert(gp);
  EXPECT_EQ(got.size(), 32u);
  expect_lengths(32, 0);
}

TEST_F(GFree, OnlyTheDead) {
  for (GStatus status : {GStatus::idle, GStatus::runnable, GStatus::running, GStatus::waiting, GStatus::copystack})
    EXPECT_FATAL("gfput: bad status (not Gdead)", gfput(&p(), new_g(status)));
}

TEST_F(GFree, TwoThreadsShareWithoutLoss) {
  constexpr int kRounds = 3000, kPerRound = 100;
  std::deque<G*> own[2];
  for (int i = 0; i < 2 * kPerRound; i++) own[i % 2].push_back(new_g(GStatus::dead));
  auto work = [&](uint32_t id) {
    std::deque<G*>& mine = own[id];
    for (int round = 0; round < kRounds; round++) {
      for (; !mine.empty(); mine.pop_back()) gfput(&p(id), mine.back());
      while (mine.size() < kPerRound) {
        G* gp = gfget(&p(id));
        if (gp == nullptr) break;
        mine.push_back(gp);
      }
    }
  };
  std::thread other = on_core(1, [&] { work(1); });
  work(0);
  other.join();
  std::set<G*> all(own[0].begin(), own[0].end());
  all.insert(own[1].begin(), own[1].end());
  while (G* gp = gfget(&p(0))) all.insert(gp);
  while (G* gp = gfget(&p(1))) all.insert(gp);
  EXPECT_EQ(all.size(), 2u * kPerRound);
}

}  // namespace
}  // namespace burrow

// runtime/queue/globrunq: order, the fair share, and the lock.
#include "runtime/queue/globrunq.h"

#include "runtime/queue/gqueue.h"
#include "runtime/queue/runq.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

struct GlobRunq : bench::Bench {
  std::vector<G*> gs;

  // n Gs in the global queue, sched.lock held.
  void fill(uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
      gs.push_back(new_g());
      globrunqput(gs.back());
    }
  }
  void SetUp() override { lock(sched.lock); }
  void TearDown() override {
    if (holds(LockRank::sched)) unlock(sched.lock);
  }
  G* get() {
    bool inherit;
    return runqget(&p(), &inherit);
  }
};

TEST_F(GlobRunq, Empty) {
  EXPECT_EQ(globrunqget(&p(), 0), nullptr);
  EXPECT_EQ(globrunqget(&p(), 1), nullptr);
}

TEST_F(GlobRunq, TakesInALocalQueueWithItsNext) {
  fill(1);
  G* last = new_g();
  G* first = new_g();
  runqput(&p(), last, false);
  runqput(&p(), first, true);
  runq_to_global(&p());
  EXPECT_TRUE(runqempty(&p()));
  for (G* gp : {gs[0], first, last}) EXPECT_EQ(globrunqget(&p(), 1), gp);
}

TEST_F(GlobRunq, FirstInFirstOut) {
  fill(5);
  EXPECT_EQ(sched.runqsize.load(relaxed), 5u);
  for (uint32_t i = 0; i < 5; i++) EXPECT_EQ(globrunqget(&p(), 1), gs[i]);
  EXPECT_EQ(sched.runqsize.load(relaxed), 0u);
  EXPECT_EQ(sched.runq.tail, nullptr);
}

TEST_F(GlobRunq, ABatchGoesBehindInItsOrder) {
  fill(1);
  GQueue batch{};
  G *a = new_g(), *b = new_g();
  gqueue_push_back(batch, a);
  gqueue_push_back(batch, b);
  globrunqputbatch(batch, 2);
  EXPECT_TRUE(gqueue_empty(batch));
  EXPECT_EQ(sched.runqsize.load(relaxed), 3u);
  EXPECT_EQ(globrunqget(&p(), 1), gs[0]);
  EXPECT_EQ(globrunqget(&p(), 1), a);
  EXPECT_EQ(globrunqget(&p(), 1), b);
}

TEST_F(GlobRunq, TheShareIsReturnedAndQueuedInOrder) {
  gomaxprocs.store(4, relaxed);
  fill(10);
  EXPECT_EQ(globrunqget(&p(), 0), gs[0]);  // 10 / 4 + 1 = 3
  EXPECT_EQ(sched.runqsize.load(relaxed), 7u);
  EXPECT_EQ(get(), gs[1]);
  EXPECT_EQ(get(), gs[2]);
  EXPECT_EQ(get(), nullptr);
}

// Size, GOMAXPROCS and max against the rule: min(size, size / gomaxprocs + 1, max unless 0, half a ring).
TEST_F(GlobRunq, TheShareFollowsTheRule) {
  for (uint32_t size : {1u, 2u, 3u, 127u, 128u, 129u, 255u, 256u, 300u, 1000u}) {
    for (uint32_t procs : {1u, 2u, 3u, 8u, 64u, 1024u}) {
      for (uint32_t max : {0u, 1u, 2u, 127u, 128u, 129u, 5000u}) {
        gomaxprocs.store(procs, relaxed);
        fill(size);
        ASSERT_NE(globrunqget(&p(), max), nullptr);
        uint32_t const share = std::min({size, size / procs + 1, max == 0 ? size : max, 128u});
        ASSERT_EQ(runqlen(&p()), share - 1) << size << " " << procs << " " << max;
        ASSERT_EQ(sched.runqsize.load(relaxed), size - share);
        while (get() != nullptr) {
        }
        sched.runq = {};
        sched.runqsize.store(0, relaxed);
      }
    }
  }
}

TEST_F(GlobRunq, NeedsTheLock) {
  unlock(sched.lock);
  GQueue batch{};
  EXPECT_FATAL("globrunqput: sched.lock not held", globrunqput(new_g()));
  EXPECT_FATAL("globrunqputbatch: sched.lock not held", globrunqputbatch(batch, 0));
  EXPECT_FATAL("globrunqget: sched.lock not held", globrunqget(&p(), 0));
}

}  // namespace
}  // namespace burrow

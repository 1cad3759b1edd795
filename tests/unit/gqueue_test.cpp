// runtime/queue/gqueue.h: first in, first out.
#include "runtime/queue/gqueue.h"

#include "tests/support/bench.h"

namespace burrow {
namespace {

struct GQueueTest : bench::Bench {
  std::vector<G*> drain(GQueue& queue) {
    std::vector<G*> out;
    while (G* gp = gqueue_pop(queue)) out.push_back(gp);
    EXPECT_TRUE(gqueue_empty(queue));
    EXPECT_EQ(queue.tail, nullptr);
    return out;
  }
};

using Gs = std::vector<G*>;

TEST_F(GQueueTest, ZeroedIsEmpty) {
  GQueue queue{};
  EXPECT_TRUE(gqueue_empty(queue));
  EXPECT_EQ(gqueue_pop(queue), nullptr);
}

TEST_F(GQueueTest, FirstInFirstOut) {
  GQueue queue{};
  G *a = new_g(), *b = new_g(), *c = new_g();
  gqueue_push_back(queue, a);
  gqueue_push_back(queue, b);
  EXPECT_FALSE(gqueue_empty(queue));
  EXPECT_EQ(gqueue_pop(queue), a);
  gqueue_push_back(queue, c);
  EXPECT_EQ(drain(queue), (Gs{b, c}));
}

TEST_F(GQueueTest, PushForgetsAnOldLink) {
  GQueue queue{};
  G *a = new_g(), *b = new_g();
  a->schedlink = b;
  gqueue_push_back(queue, a);
  EXPECT_EQ(drain(queue), Gs{a});
}

TEST_F(GQueueTest, PushAllKeepsTheOrderAndEmptiesTheOther) {
  G *a = new_g(), *b = new_g(), *c = new_g(), *d = new_g();
  GQueue queue{}, more{};
  gqueue_push_back_all(queue, more);
  EXPECT_TRUE(gqueue_empty(queue));

  gqueue_push_back(more, a);
  gqueue_push_back(more, b);
  gqueue_push_back_all(queue, more);
  EXPECT_TRUE(gqueue_empty(more));
  EXPECT_EQ(more.tail, nullptr);

  gqueue_push_back(more, c);
  gqueue_push_back_all(queue, more);
  gqueue_push_back_all(queue, more);
  gqueue_push_back(queue, d);
  EXPECT_EQ(drain(queue), (Gs{a, b, c, d}));
}

}  // namespace
}  // namespace burrow

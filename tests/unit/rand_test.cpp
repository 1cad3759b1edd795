// runtime/base/rand.h. Go's TestStealOrder (proc_test.go, export_test.go: RunStealOrderTest), and the generator itself.
#include "runtime/base/rand.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace burrow {
namespace {

using Order = RandomOrder<1024>;

std::vector<uint32_t> visits(Order const& order, uint32_t random) {
  std::vector<uint32_t> seen;
  for (RandomEnum visit = order.start(random); !visit.done(); visit.next()) seen.push_back(visit.position());
  return seen;
}

uint32_t coprimes_of(uint32_t count) {
  uint32_t n = 0;
  for (uint32_t i = 1; i <= count; i++) n += std::gcd(i, count) == 1;
  return n;
}

TEST(StealOrder, EveryOrderVisitsEachOnce) {
  Order order;
  for (uint32_t count = 1; count <= 64; count++) {
    order.reset(count);
    for (uint32_t random = 0; random < count * coprimes_of(count); random++) {
      std::vector<uint32_t> const seen = visits(order, random);
      EXPECT_EQ(seen.size(), count);
      EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), count) << count << " " << random;
      EXPECT_LT(*std::max_element(seen.begin(), seen.end()), count);
    }
  }
}

TEST(StealOrder, NoOrderComesTwiceBeforeAllHaveCome) {
  Order order;
  for (uint32_t count = 2; count <= 64; count++) {
    order.reset(count);
    std::set<std::vector<uint32_t>> orders;
    uint32_t const all = count * coprimes_of(count);
    for (uint32_t random = 0; random < all; random++) orders.insert(visits(order, random));
    EXPECT_EQ(orders.size(), all) << count;
    EXPECT_EQ(visits(order, all), visits(order, 0)) << count;
  }
}

TEST(StealOrder, AnyRandomNumberAndTheLargestCounts) {
  Order order;
  for (uint32_t count : {1u, 2u, 1021u, 1024u}) {  // 1021 is a prime: the most coprimes
    order.reset(count);
    for (uint32_t random : {0u, 1u, 12345u, UINT32_MAX}) {
      std::vector<uint32_t> const seen = visits(order, random);
      EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), count);
    }
  }
}

TEST(StealOrder, ResetForgetsTheOldCount) {
  Order order;
  order.reset(64);
  order.reset(3);
  EXPECT_EQ(visits(order, 0), (std::vector<uint32_t>{0, 1, 2}));
  EXPECT_EQ(visits(order, 4), (std::vector<uint32_t>{1, 0, 2}));
}

TEST(Rand, StatesDifferByStreamAndSeedAndAreNeverZero) {
  std::set<uint64_t> states;
  for (uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{2}, UINT64_MAX}) {
    for (uint64_t stream = 0; stream < 64; stream++) states.insert(rand_state(seed, stream));
  }
  EXPECT_EQ(states.size(), 4u * 64u);
  EXPECT_EQ(states.count(0), 0u);
}

TEST(Rand, SameStateSameNumbers) {
  uint64_t one = rand_state(7, 0), two = rand_state(7, 0);
  for (int i = 0; i < 100; i++) EXPECT_EQ(fastrand(one), fastrand(two));
}

TEST(Rand, AllRemaindersComeAboutEquallyOften) {
  constexpr uint32_t kDraws = 60'000;
  for (uint32_t n : {2u, 3u, 5u, 64u}) {
    uint64_t state = rand_state(1, n);
    std::vector<uint32_t> count(n);
    for (uint32_t i = 0; i < kDraws; i++) count[fastrand(state) % n]++;
    for (uint32_t c : count) EXPECT_NEAR(c, kDraws / n, 5 * std::sqrt(kDraws / n)) << n;
  }
}

}  // namespace
}  // namespace burrow

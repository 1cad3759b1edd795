// kernel/pages: free pages in a list, ranges in limbo.
#include "kernel/pages.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace burrow::bare {
namespace {

struct alignas(4096) Page {
  std::array<uint64_t, 512> words{};
};

bool is_zero(void* page) {
  static constexpr Page kZero{};
  return memcmp(page, &kZero, sizeof kZero) == 0;
}

TEST(PageList, LastInFirstOutAndZeroAgain) {
  Page a, b;
  PageList list;
  EXPECT_EQ(list.pop(), nullptr);
  list.push(&a);
  list.push(&b);
  EXPECT_EQ(list.count(), 2u);
  EXPECT_EQ(list.pop(), &b);
  EXPECT_TRUE(is_zero(&b));
  EXPECT_EQ(list.pop(), &a);
  EXPECT_TRUE(is_zero(&a));
  EXPECT_EQ(list.pop(), nullptr);
  EXPECT_EQ(list.count(), 0u);
}

TEST(PageList, SpliceTakesAll) {
  std::array<Page, 6> pages;
  for (uint32_t had = 0; had <= 3; had++) {
    for (uint32_t more = 0; more <= 3; more++) {
      PageList list, others;
      for (uint32_t i = 0; i < had; i++) list.push(&pages[i]);
      for (uint32_t i = 0; i < more; i++) others.push(&pages[3 + i]);
      list.splice(others);
      EXPECT_EQ(others.count(), 0u);
      EXPECT_EQ(others.pop(), nullptr);
      EXPECT_EQ(list.count(), had + more);
      uint32_t found = 0;
      for (; void* page = list.pop(); found++) EXPECT_TRUE(is_zero(page));
      EXPECT_EQ(found, had + more);
      list.push(&pages[0]);
      others.splice(list);
      EXPECT_EQ(others.pop(), &pages[0]);
    }
  }
}

TEST(Limbo, FirstInFirstOutUpToItsSize) {
  Limbo limbo;
  EXPECT_TRUE(limbo.empty());
  for (uint64_t lap = 0; lap < 3; lap++) {
    for (uint64_t i = 0; i < Limbo::kSize; i++) {
      EXPECT_FALSE(limbo.full());
      limbo.push({i, i + 1, lap * Limbo::kSize + i});
    }
    EXPECT_TRUE(limbo.full());
    for (uint64_t i = 0; i < Limbo::kSize; i++) {
      EXPECT_EQ(limbo.front().tag, lap * Limbo::kSize + i);
      EXPECT_EQ(limbo.pop().lo, i);
    }
    EXPECT_TRUE(limbo.empty());
  }
}

}  // namespace
}  // namespace burrow::bare

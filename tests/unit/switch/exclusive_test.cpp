// arch/aarch64/switch.S: a reservation made before a switch does not serve the execution that comes after it.
#include <gtest/gtest.h>

#include "tests/unit/switch/coroutine.h"

namespace burrow::arch {
namespace {

extern "C" uint32_t exclusive_store_across_mcall(uint64_t* word, Gobuf* save, uintptr_t sp, void (*fn)(G*), G* gp);

TEST(Exclusive, GogoClearsTheExclusiveMonitor) {
  uint64_t word = 7;
  Gobuf buf{};
  TestStack stack;
  EXPECT_NE(exclusive_store_across_mcall(&word, &buf, stack.top(), resume, disguise(&buf)), 0u);
  EXPECT_EQ(word, 7u);
}

}  // namespace
}  // namespace burrow::arch

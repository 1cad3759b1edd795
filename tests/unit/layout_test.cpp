// runtime/base/layout.h, and that what cores write in turn lies on cache lines of its own.
#include "runtime/base/layout.h"

#include <gtest/gtest.h>

#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"

namespace burrow {
namespace {

TEST(Layout, Align) {
  EXPECT_EQ(align_down(0, 4096), 0u);
  EXPECT_EQ(align_down(4095, 4096), 0u);
  EXPECT_EQ(align_down(4096, 4096), 4096u);
  EXPECT_EQ(align_up(0, 4096), 0u);
  EXPECT_EQ(align_up(1, 4096), 4096u);
  EXPECT_EQ(align_up(4096, 4096), 4096u);
  EXPECT_EQ(align_down(UINTPTR_MAX, 16), UINTPTR_MAX - 15);
  EXPECT_EQ(align_up(13, 1), 13u);
}

static_assert(alignof(M) == kCacheLine && alignof(P) == kCacheLine);
static_assert(offsetof(P, runqhead) % kCacheLine == 0 && offsetof(P, runqhead) > offsetof(P, link));

TEST(Layout, LocksShareNoLine) {
  uintptr_t const lines[] = {reinterpret_cast<uintptr_t>(&sched.lock) / kCacheLine,
                             reinterpret_cast<uintptr_t>(&sched.gfreelock) / kCacheLine,
                             reinterpret_cast<uintptr_t>(&sched.allglock) / kCacheLine,
                             reinterpret_cast<uintptr_t>(&sched.printlock) / kCacheLine};
  for (size_t i = 0; i < std::size(lines); i++) {
    for (size_t k = 0; k < i; k++) EXPECT_NE(lines[i], lines[k]);
  }
}

}  // namespace
}  // namespace burrow

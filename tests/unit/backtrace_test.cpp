// kernel/backtrace: whole chains, and every way in which a chain can be broken.
#include "kernel/backtrace.h"

#include <gtest/gtest.h>

#include <vector>

namespace burrow {
namespace {

uintptr_t g_stack[64];  // what the walk may read, and nothing else

bool readable(uintptr_t addr) {
  return addr >= reinterpret_cast<uintptr_t>(g_stack) && addr < reinterpret_cast<uintptr_t>(g_stack + 64);
}

uintptr_t at(uint32_t index) { return reinterpret_cast<uintptr_t>(&g_stack[index]); }

void record(uint32_t index, uintptr_t caller_fp, uintptr_t return_pc) {
  g_stack[index] = caller_fp;
  g_stack[index + 1] = return_pc;
}

std::vector<uintptr_t> walk(uintptr_t fp) {
  Backtrace trace;
  walk_frames(0x1000, fp, readable, trace);
  std::vector<uintptr_t> pcs;
  for (uint32_t i = 0; i < trace.depth; i++) pcs.insert(pcs.end(), trace.entries[i].times, trace.entries[i].pc);
  return pcs;
}

using Pcs = std::vector<uintptr_t>;

TEST(Backtrace, WholeChain) {
  record(0, at(10), 0x2000);
  record(10, at(20), 0x3000);
  record(20, 0, 0x4000);
  EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000, 0x3000, 0x4000}));
}

TEST(Backtrace, ReturnAddressZeroEnds) {
  record(0, at(10), 0x2000);
  record(10, at(20), 0);
  EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000}));
}

TEST(Backtrace, BrokenFramePointersEnd) {
  for (uintptr_t fp : {uintptr_t{0}, uintptr_t{1}, uintptr_t{8}, at(0) + 1, at(0) - 8, at(63), at(64), UINTPTR_MAX,
                       UINTPTR_MAX - 7, UINTPTR_MAX - 15}) {
    EXPECT_EQ(walk(fp), Pcs{0x1000}) << fp;
    record(0, fp, 0x2000);
    EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000})) << fp;
  }
}

TEST(Backtrace, RecursionIsCounted) {
  for (uint32_t i = 0; i < 60; i += 2) record(i, at(i + 2), 0x2000);
  record(60, 0, 0x3000);
  Backtrace trace;
  walk_frames(0x1000, at(0), readable, trace);
  ASSERT_EQ(trace.depth, 3u);
  EXPECT_EQ(trace.entries[1].pc, 0x2000u);
  EXPECT_EQ(trace.entries[1].times, 30u);
  EXPECT_EQ(trace.entries[2].pc, 0x3000u);
}

TEST(Backtrace, CirclesEnd) {
  record(0, at(0), 0x2000);
  EXPECT_EQ(walk(at(0)), Pcs{0x1000});
  record(0, at(10), 0x2000);
  record(10, at(0), 0x3000);
  EXPECT_EQ(walk(at(0)).size(), size_t{Backtrace::kMaxDepth});
}

}  // namespace
}  // namespace burrow

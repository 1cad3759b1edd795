// runtime/base/unwinder: whole chains, and every way in which a chain can be broken.
#include "runtime/base/unwinder.h"

#include <gtest/gtest.h>

#include <vector>

#include "runtime/base/findfunc.h"
#include "tests/support/bench_machine.h"

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

Reach const kOnePage{0, UINTPTR_MAX, readable};

std::vector<uintptr_t> walk(uintptr_t fp, Reach const& reach = kOnePage) {
  std::vector<uintptr_t> pcs;
  for (Unwinder frames({0x1000, 0, fp, 0}, true, reach); frames.valid(); frames.next()) pcs.push_back(frames.pc());
  return pcs;
}

using Pcs = std::vector<uintptr_t>;

TEST(Unwinder, WholeChain) {
  record(0, at(10), 0x2000);
  record(10, at(20), 0x3000);
  record(20, 0, 0x4000);
  EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000, 0x3000, 0x4000}));
}

TEST(Unwinder, ReturnAddressZeroEnds) {
  record(0, at(10), 0x2000);
  record(10, at(20), 0);
  EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000}));
}

TEST(Unwinder, BrokenFramePointersEnd) {
  for (uintptr_t fp : {uintptr_t{0}, uintptr_t{1}, uintptr_t{8}, at(0) + 1, at(0) - 8, at(63), at(64), UINTPTR_MAX,
                       UINTPTR_MAX - 7, UINTPTR_MAX - 15}) {
    EXPECT_EQ(walk(fp), Pcs{0x1000}) << fp;
    record(0, fp, 0x2000);
    EXPECT_EQ(walk(at(0)), (Pcs{0x1000, 0x2000})) << fp;
  }
}

TEST(Unwinder, CirclesEnd) {
  record(0, at(0), 0x2000);
  EXPECT_EQ(walk(at(0)), Pcs{0x1000});
  record(0, at(10), 0x2000);
  record(10, at(0), 0x3000);
  EXPECT_LT(walk(at(0)).size(), size_t{300'000});
}

TEST(Unwinder, OnOneStackCallersAreAbove) {
  Reach const stack{at(4), at(30), nullptr};
  record(4, at(10), 0x2000);
  record(10, at(6), 0x3000);
  record(6, 0, 0x4000);
  EXPECT_EQ(walk(at(4), stack), (Pcs{0x1000, 0x2000, 0x3000})) << "the record at 6 is below the one at 10";
  record(10, at(11), 0x3000);
  g_stack[12] = 0x4000;
  EXPECT_EQ(walk(at(4), stack), (Pcs{0x1000, 0x2000, 0x3000})) << "records do not overlap";
  record(10, at(12), 0x3000);
  record(12, 0, 0x4000);
  EXPECT_EQ(walk(at(4), stack), (Pcs{0x1000, 0x2000, 0x3000, 0x4000}));
}

TEST(Unwinder, NothingBeyondTheStackIsRead) {
  Reach const stack{at(4), at(30), nullptr};
  record(2, 0, 0x2000);
  record(28, 0, 0x3000);
  record(30, 0, 0x4000);
  EXPECT_EQ(walk(at(2), stack), Pcs{0x1000});
  EXPECT_EQ(walk(at(28), stack), (Pcs{0x1000, 0x3000}));
  EXPECT_EQ(walk(at(30), stack), Pcs{0x1000});
  record(29, 0, 0x4000);
  EXPECT_EQ(walk(at(29), stack), Pcs{0x1000}) << "half of it is beyond";
}

// The first pc and the one below an asyncPreempt are next instructions; all others are return addresses, and the call
// before may be the last of its function.
TEST(Unwinder, ReturnAddressesBelongToTheCall) {
  bench::machine.async_preempt_pc = 0x3000;
  record(0, at(10), 0x2000);
  record(10, at(20), 0x3000);
  record(20, at(30), 0x4000);
  record(30, 0, 0x5000);
  Pcs pcs;
  for (Unwinder frames({0x1000, 0, at(0), 0}, true, kOnePage); frames.valid(); frames.next()) pcs.push_back(frames.symPC());
  EXPECT_EQ(pcs, (Pcs{0x1000, 0x1fff, 0x2fff, 0x4000, 0x4fff}));
  EXPECT_EQ(Unwinder({0x1000, 0, 0, 0}, false, kOnePage).symPC(), 0xfffu);
  bench::machine.async_preempt_pc = 0;
}

// Where functions have their return address, by their pc.
uint8_t ret_at_1000, ret_at_4000;

bool find(uintptr_t pc, Func* func) {
  if (pc != 0x1000 && pc != 0x4000) return false;
  *func = {"f", pc, nullptr, 0, pc == 0x1000 ? ret_at_1000 : ret_at_4000};
  return true;
}

struct WithoutRecord : testing::Test {
  WithoutRecord() {
    findfunc_hook = find;
    ret_at_1000 = ret_at_4000 = Func::kInRecord;
    record(10, at(20), 0x2000);
    record(20, 0, 0x3000);
  }
  ~WithoutRecord() override { findfunc_hook = nullptr; }

  Pcs walk_from(arch::Context const& context, bool exact = true) {
    Pcs pcs;
    for (Unwinder frames(context, exact, {at(4), at(30), nullptr}); frames.valid(); frames.next()) pcs.push_back(frames.pc());
    return pcs;
  }
};

TEST_F(WithoutRecord, ALeafReturnsByTheLinkRegister) {
  ret_at_1000 = Func::kInLr;
  EXPECT_EQ(walk_from({0x1000, at(8), at(10), 0x1800}), (Pcs{0x1000, 0x1800, 0x2000, 0x3000}));
}

TEST_F(WithoutRecord, APrologueReturnsByAWordOfTheStack) {
  ret_at_1000 = 1;
  g_stack[6] = 0x1800;
  g_stack[7] = 0x1900;
  EXPECT_EQ(walk_from({0x1000, at(6), at(10), 0}), (Pcs{0x1000, 0x1800, 0x2000, 0x3000}));
  ret_at_1000 = 2;
  EXPECT_EQ(walk_from({0x1000, at(6), at(10), 0}), (Pcs{0x1000, 0x1900, 0x2000, 0x3000}));
}

TEST_F(WithoutRecord, ARecordThatFpPointsToCountsOnce) {
  ret_at_1000 = 2;
  EXPECT_EQ(walk_from({0x1000, at(10), at(10), 0}), (Pcs{0x1000, 0x2000, 0x3000}));
}

TEST_F(WithoutRecord, AWordBeyondTheStackIsNotRead) {
  ret_at_1000 = 1;
  EXPECT_EQ(walk_from({0x1000, at(2), at(10), 0}), (Pcs{0x1000, 0x2000, 0x3000}));
  EXPECT_EQ(walk_from({0x1000, at(6) + 1, at(10), 0}), (Pcs{0x1000, 0x2000, 0x3000}));
}

TEST_F(WithoutRecord, ReturnAddressesAlwaysHaveOne) {
  ret_at_1000 = Func::kInLr;
  EXPECT_EQ(walk_from({0x1000, at(8), at(10), 0x1800}, false), (Pcs{0x1000, 0x2000, 0x3000}));
}

TEST_F(WithoutRecord, AnInterruptedLeaf) {
  bench::machine.async_preempt_pc = 0x1000;
  record(6, at(10), 0x4000);
  bench::machine.interrupted_lr = 0x1800;
  ret_at_4000 = Func::kInLr;
  EXPECT_EQ(walk_from({0x1000, at(5), at(6), 0}), (Pcs{0x1000, 0x4000, 0x1800, 0x2000, 0x3000}));
  g_stack[8] = 0x1900;
  ret_at_4000 = 1;
  EXPECT_EQ(walk_from({0x1000, at(5), at(6), 0}), (Pcs{0x1000, 0x4000, 0x1900, 0x2000, 0x3000}));
  bench::machine.async_preempt_pc = 0;
}

[[gnu::noinline]] arch::Context called() { return caller_context(); }

TEST(Unwinder, CallerContextIsTheCallers) {
  auto const own = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  arch::Context const at = called();
  EXPECT_EQ(at.fp, own);
  EXPECT_LT(at.sp, own);
  Unwinder frames(at, false, {at.sp, UINTPTR_MAX, nullptr});
  frames.next();
  EXPECT_EQ(frames.pc(), reinterpret_cast<uintptr_t>(__builtin_return_address(0)));
}

}  // namespace
}  // namespace burrow

// kernel/stack_pages, memory and paging together, on a machine whose cores forget when the test says so: pages go to
// stacks and come back, through limbo, and each is somewhere at any time.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <utility>
#include <vector>

#include "kernel/memory.h"
#include "kernel/paging.h"

namespace burrow::bare {
namespace {

struct Machine {
  uint32_t core = 0;
  int64_t now_ns = 0;
  uint64_t dropped = UINT64_MAX;    // what all cores have forgotten
  bool answers = false;             // they forget when they are hurried
  uint64_t hurried = 0;
  std::vector<uint64_t> tags;       // of tlb_drop
  bool dropped_present = false;     // an entry was still there
  void (*meanwhile)() = nullptr;    // what another core does, once, while this one reads the clock
};
Machine machine;

}  // namespace

// -- the machine, with x86-64's present bit and its block bit
Pte pte_leaf(uint64_t pa, Prot, bool block) { return pa | 1 | (block ? 128 : 0); }
Pte pte_table(uint64_t pa) { return pa | 1; }
bool pte_present(Pte pte) { return (pte & 1) != 0; }
bool pte_is_leaf(Pte pte, uint32_t level) { return level == 0 || (pte & 128) != 0; }
uint64_t pte_address(Pte pte) { return pte & 0x000f'ffff'ffff'f000; }
void pte_sync() {}
void tlb_flush_page(uintptr_t) {}
void set_root(uint64_t) {}
uint32_t core_id() { return machine.core; }

void tlb_drop(uintptr_t lo, uintptr_t hi, uint64_t tag) {
  machine.tags.push_back(tag);
  for (uintptr_t va = lo; va < hi; va += arch::kPageSize) {
    Pte* const entry = page_entry(va);
    machine.dropped_present |= entry != nullptr && entry_mapped(*entry);
  }
}

uint64_t tlb_dropped() { return machine.dropped; }

void tlb_hurry(uint64_t tag) {
  machine.hurried++;
  if (machine.answers) machine.dropped = tag;
}

}  // namespace burrow::bare

namespace burrow::arch {

IrqState irq_save() { return {}; }
void irq_restore(IrqState) {}
void cpu_relax() { bare::machine.now_ns += 10'000; }
int64_t nanotime() {
  if (auto act = std::exchange(bare::machine.meanwhile, nullptr)) act();
  return bare::machine.now_ns;
}
void stack_forget() {}
void clear_page(void* page) { memset(page, 0, kPageSize); }

}  // namespace burrow::arch

// The image: four pages.
asm(".section .data\n.balign 4096\n"
    ".global image_start, text_start, text_end, rodata_start, rodata_end, data_start, image_end, boot_stack_guard\n"
    "image_start: text_start: .zero 4096\ntext_end: rodata_start: .zero 4096\nrodata_end: data_start: .zero 4096\n"
    "boot_stack_guard: .zero 4096\nimage_end:\n.text\n");

namespace burrow::bare {
namespace {

constexpr uint64_t kRam = 16 << 20;
constexpr uintptr_t kPage = arch::kPageSize;

void boot_once() {
  static bool const booted = [] {
    void* const ram = mmap(nullptr, kRam, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    static BootInfo boot{};
    boot.nram = 1;
    boot.ram[0] = {reinterpret_cast<uint64_t>(ram), kRam};
    return memory_init(boot) && paging_init(boot) && arch::stack_prepare(arch::stack_area().lo, arch::stack_area().lo + 1);
  }();
  ASSERT_TRUE(booted);
}

class StackPages : public testing::Test {
 protected:
  void SetUp() override {
    machine = {};
    boot_once();
    base = arch::stack_area().lo;
    arch::stack_release(base, base + 512 * kPage);
    while (arch::memory_stats().limbo != 0) reclaim();
    ASSERT_TRUE(arch::stack_refill(64));
    machine.tags.clear();
  }
  void TearDown() override {
    EXPECT_FALSE(machine.dropped_present) << "dropped before the entry was absent";
    arch::MemoryStats const now = arch::memory_stats();
    EXPECT_EQ(now.sys, now.free + now.limbo + now.reserved + now.stacks + now.tables + now.other);
  }

  uintptr_t at(uint32_t page) const { return base + page * kPage; }
  char* bytes(uint32_t page) const {
    Pte* const entry = page_entry(at(page));
    return entry != nullptr && entry_mapped(*entry) ? static_cast<char*>(entry_page(*entry)) : nullptr;
  }
  bool is_zero(uint32_t page) const {
    for (size_t i = 0; i < kPage; i++) {
      if (bytes(page)[i] != 0) return false;
    }
    return true;
  }
  char* commit(uint32_t page) {
    EXPECT_TRUE(arch::stack_commit(at(page)));
    EXPECT_NE(bytes(page), nullptr);
    return bytes(page);
  }
  void release(uint32_t page, uint32_t n = 1) { arch::stack_release(at(page), at(page + n)); }
  // Leaves no page free but those in reserves.
  void use_up() {
    machine.core = 1;
    while (arch::stack_refill(1 + static_cast<uint32_t>(arch::memory_stats().reserved / kPage))) {}
    machine.core = 0;
    ASSERT_EQ(arch::memory_stats().free, 0u);
  }

  uintptr_t base;
};

TEST_F(StackPages, CommittedPagesAreZeroAndCounted) {
  uint64_t const before = arch::memory_stats().stacks;
  memset(commit(3), 0x55, kPage);
  EXPECT_TRUE(arch::stack_commit(at(3))) << "already there is success";
  EXPECT_EQ(bytes(3)[7], 0x55);
  commit(4);
  EXPECT_TRUE(is_zero(4));
  EXPECT_EQ(arch::memory_stats().stacks, before + 2 * kPage);
}

TEST_F(StackPages, ReleasedPagesAreFreeOnceAllHaveForgotten) {
  memset(commit(3), 0x55, kPage);
  memset(commit(5), 0x66, kPage);
  arch::MemoryStats const before = arch::memory_stats();
  release(2, 6);
  EXPECT_EQ(bytes(3), nullptr);
  EXPECT_EQ(bytes(5), nullptr);
  EXPECT_EQ(arch::memory_stats().free, before.free + 2 * kPage);
  EXPECT_EQ(arch::memory_stats().stacks, before.stacks - 2 * kPage);
  EXPECT_EQ(machine.tags.size(), 1u) << "one batch";
}

TEST_F(StackPages, WhereThereIsNothingNothingHappens) {
  release(2, 6);
  EXPECT_TRUE(machine.tags.empty());
}

TEST_F(StackPages, TheyAreTakenAgainFirstAndZeroed) {
  char* const page = commit(3);
  memset(page, 0x55, kPage);
  release(3);
  ASSERT_TRUE(arch::stack_refill(64));  // takes it
  EXPECT_EQ(commit(9), page);
  EXPECT_TRUE(is_zero(9));
}

TEST_F(StackPages, InLimboAnAddressGetsItsOwnPageBackAndNoOther) {
  char* const page = commit(3);
  memset(page, 0x55, kPage);
  arch::MemoryStats const before = arch::memory_stats();
  machine.dropped = 0;
  release(3);
  EXPECT_EQ(arch::memory_stats().limbo, kPage);
  EXPECT_EQ(arch::memory_stats().free, before.free);
  ASSERT_TRUE(arch::stack_refill(65));
  EXPECT_NE(commit(9), page);
  uint64_t const reserved = arch::memory_stats().reserved;
  EXPECT_EQ(commit(3), page);
  EXPECT_TRUE(is_zero(3));
  EXPECT_EQ(arch::memory_stats().reserved, reserved) << "it came from limbo";
  EXPECT_EQ(arch::memory_stats().limbo, 0u);
  page[0] = 1;
  machine.dropped = UINT64_MAX;
  reclaim();
  EXPECT_EQ(bytes(3), page) << "in use again";
  EXPECT_EQ(page[0], 1);
}

TEST_F(StackPages, AnOldRangeDoesNotFreeWhatANewOneHolds) {
  char* const page = commit(3);
  machine.dropped = 0;
  release(3);
  ASSERT_EQ(commit(3), page);
  release(3);
  ASSERT_EQ(machine.tags.size(), 2u);
  machine.dropped = machine.tags[0];
  reclaim();
  EXPECT_EQ(arch::memory_stats().limbo, kPage);
  EXPECT_EQ(commit(3), page);
  release(3);
  machine.dropped = UINT64_MAX;
  reclaim();
  EXPECT_EQ(arch::memory_stats().limbo, 0u);
  EXPECT_EQ(bytes(3), nullptr);
}

TEST_F(StackPages, WithNoPageFreeTheCoresAreHurried) {
  commit(3);
  use_up();
  machine.dropped = 0;
  release(3);
  machine.answers = true;
  EXPECT_TRUE(arch::stack_refill(64));
  EXPECT_GT(machine.hurried, 0u);
  EXPECT_EQ(arch::memory_stats().limbo, 0u);
}

TEST_F(StackPages, ThePatienceHasAnEnd) {
  commit(3);
  use_up();
  machine.dropped = 0;
  release(3);
  int64_t const start_ns = machine.now_ns;
  EXPECT_FALSE(arch::stack_refill(64));
  EXPECT_LT(machine.now_ns - start_ns, 2'000'000'000);
  EXPECT_GT(machine.hurried, 100u) << "more than once";
}

TEST_F(StackPages, WhatAnotherCoreFreesMeanwhileIsFound) {
  commit(3);
  use_up();
  machine.dropped = 0;
  release(3);
  machine.meanwhile = [] {
    machine.dropped = UINT64_MAX;
    reclaim();
  };
  EXPECT_TRUE(arch::stack_refill(64));
}

TEST_F(StackPages, TablesAndOthersWaitForLimboToo) {
  commit(3);
  commit(4);
  use_up();
  machine.dropped = 0;
  release(3, 2);
  machine.answers = true;
  EXPECT_NE(page_alloc(Use::table), nullptr);
  EXPECT_NE(arch::sys_alloc(kPage), nullptr);
}

TEST_F(StackPages, WithNothingInLimboNobodyWaits) {
  commit(3);
  use_up();
  int64_t const start_ns = machine.now_ns;
  EXPECT_FALSE(arch::stack_refill(64));
  EXPECT_EQ(machine.now_ns, start_ns);
  EXPECT_TRUE(arch::stack_commit(at(4))) << "the reserve is as it was";
}

TEST_F(StackPages, AFullLimboWaitsForRoom) {
  machine.dropped = 0;
  machine.answers = true;
  for (uint32_t i = 0; i < 3 * Limbo::kSize; i++) {
    commit(3 + i % 100);
    release(3 + i % 100);
    ASSERT_TRUE(arch::stack_refill(64));
  }
  EXPECT_GT(machine.hurried, 0u);
  EXPECT_EQ(machine.tags.size(), 3 * Limbo::kSize);
}

TEST_F(StackPages, AnEmptyReserveIsNoSuccess) {
  machine.core = 2;  // has none
  EXPECT_FALSE(arch::stack_commit(at(3)));
  EXPECT_FALSE(arch::stack_commit(arch::stack_area().hi - kPage)) << "no table";
}

}  // namespace
}  // namespace burrow::bare

// runtime/queue/malloc: objects by size class, lists at each P up to 64, the rest shared.
#include "runtime/queue/malloc.h"

#include <cstring>
#include <set>
#include <vector>

#include "tests/support/bench.h"

namespace burrow {
namespace {

struct Malloc : bench::Bench {
  Malloc() {
    for (uint32_t id = 0; id < bench::kCores; id++) m(id).p = &p(id);
  }
};

bool all_zero(void const* object, size_t bytes) {
  auto const* at = static_cast<char const*>(object);
  return bytes == 0 || (at[0] == 0 && std::memcmp(at, at + 1, bytes - 1) == 0);
}

TEST_F(Malloc, IsZeroedAndAlignedAndOnesOwn) {
  std::vector<std::pair<char*, size_t>> objects;
  for (size_t bytes : {0, 1, 15, 16, 17, 31, 32, 33, 48, 49, 64, 65, 96, 97, 2047, 2048, 2049, 3072, 4097, 100'000, 1 << 20}) {
    for (int round = 0; round < 40; round++) {
      auto* object = static_cast<char*>(mallocgc(bytes));
      EXPECT_EQ(reinterpret_cast<uintptr_t>(object) % 16, 0u);
      EXPECT_TRUE(all_zero(object, bytes)) << bytes;
      std::memset(object, 1 + round, bytes);
      objects.push_back({object, bytes});
    }
  }
  for (size_t i = 0; i < objects.size(); i++) {
    auto [object, bytes] = objects[i];
    for (size_t at = 0; at < bytes; at++) ASSERT_EQ(object[at], static_cast<char>(1 + i % 40)) << bytes << " at " << at;
    gcfree(object, bytes);
  }
  EXPECT_EQ(heap_live(), 0);
}

TEST_F(Malloc, WhatWasFreedIsZeroedAgain) {
  void* first = mallocgc(500);
  std::memset(first, 0xff, 500);
  gcfree(first, 500);
  void* second = mallocgc(500);
  EXPECT_EQ(first, second);
  EXPECT_TRUE(all_zero(second, 500));
}

TEST_F(Malloc, LiveCountsByClass) {
  void* a = mallocgc(33);
  EXPECT_EQ(heap_live(), 48);
  void* b = mallocgc(5000);
  EXPECT_EQ(heap_live(), 48 + 6144);
  gcfree(a, 33);
  become(1);  // another P may take it back
  gcfree(b, 5000);
  EXPECT_EQ(p(1).mcache.live.load(relaxed), -6144);
  EXPECT_EQ(heap_live(), 0);
}

TEST_F(Malloc, NothingNewIsNeededTheSecondTime) {
  auto round = [] {
    std::vector<void*> objects;
    for (int i = 0; i < 1000; i++) objects.push_back(mallocgc(40 * (i % 100)));
    for (int i = 0; i < 1000; i++) gcfree(objects[i], 40 * (i % 100));
  };
  round();
  size_t const before = bench::machine.memory.size();
  round();
  EXPECT_EQ(bench::machine.memory.size(), before);
}

TEST_F(Malloc, ListsStayBounded) {
  std::vector<void*> objects;
  for (int i = 0; i < 1000; i++) objects.push_back(mallocgc(64));
  for (void* object : objects) {
    gcfree(object, 64);
    EXPECT_LT(p().mcache.free[3].length, 64u);
  }
  EXPECT_GE(p().mcache.free[3].length + sched.heap[3].length, 1000u);
}

TEST_F(Malloc, FlushMakesItEverybodys) {
  void* object = mallocgc(64);
  gcfree(object, 64);
  mcache_flush(&p());
  EXPECT_EQ(p().mcache.free[3].length, 0u);
  become(1);
  EXPECT_EQ(mallocgc(64), object);
}

TEST_F(Malloc, OutOfMemory) {
  EXPECT_FATAL("out of memory (heap)", mallocgc((size_t{1} << 30) + 1));
  bench::machine.no_memory = true;
  EXPECT_FATAL("out of memory (heap)", mallocgc(64));
}

TEST_F(Malloc, APageIsEnoughForWhatFitsIntoIt) {
  bench::machine.only_pages = true;
  for (size_t bytes : {16, 300, 1500, 2048, 3000, 4096}) {
    for (int i = 0; i < 5; i++) EXPECT_TRUE(all_zero(mallocgc(bytes), bytes)) << bytes;
  }
  EXPECT_FATAL("out of memory (heap)", mallocgc(4097));
}

TEST_F(Malloc, NobodyWaitsForALargeObject) {
  bench::machine.fresh = 1;  // in place of zeros, to see who writes them
  auto* object = static_cast<char*>(mallocgc(100'000));
  EXPECT_FALSE(bench::machine.grown_locked) << "under heaplock everybody waits";
  EXPECT_EQ(object[99'999], 1) << "zeroed twice";
  gcfree(object, 100'000);
  EXPECT_EQ(mallocgc(100'000), object);
  EXPECT_TRUE(all_zero(object, 100'000));
}

TEST_F(Malloc, NeedsAP) {
  m().p = nullptr;
  EXPECT_FATAL("malloc without a P", mallocgc(1));
}

TEST_F(Malloc, TwoCoresPassObjectsOn) {
  constexpr int kRounds = 20'000;
  std::atomic<int*> box[64] = {};
  auto work = [&](uint32_t id) {
    for (int i = 0; i < kRounds; i++) {
      auto* mine = static_cast<int*>(mallocgc(sizeof(int)));
      ASSERT_EQ(*mine, 0);
      *mine = static_cast<int>(id) + 1;
      if (int* old = box[i % 64].exchange(mine)) {
        ASSERT_TRUE(*old == 1 || *old == 2);
        gcfree(old, sizeof(int));
      }
    }
  };
  std::thread other = on_core(1, [&] { work(1); });
  work(0);
  other.join();
  for (auto& slot : box) gcfree(slot.load(), sizeof(int));
  EXPECT_EQ(heap_live(), 0);
}

}  // namespace
}  // namespace burrow

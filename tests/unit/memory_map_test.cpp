// boot/x86_64/memory_map: RAM in order and without overlap, whatever order and overlap it comes in.
#include "boot/x86_64/memory_map.h"

#include <random>

#include "tests/unit/boot_bench.h"

namespace burrow {
namespace {

constexpr uint32_t kRam = 1, kReserved = 2;
constexpr uint64_t kTop = uint64_t{32} << 40;

struct MapEntry {
  uint64_t base, size;
  uint32_t type;
};
using Map = std::vector<MapEntry>;
using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

BootInfo read(Map const& map) {
  Blob bytes;
  for (MapEntry const& entry : map) bytes.u64(entry.base).u64(entry.size).u32(entry.type).u32(0);
  BootInfo boot = fresh_boot();
  boot::read_memory_map({bytes.data(), bytes.size()}, boot);
  return boot;
}

Ranges ram(BootInfo const& boot) {
  Ranges out;
  for (uint32_t i = 0; i < boot.nram; i++) out.emplace_back(boot.ram[i].base, boot.ram[i].size);
  return out;
}

Ranges reserved(BootInfo const& boot) {
  Ranges out;
  for (uint32_t i = 0; i < boot.nreserved; i++) out.emplace_back(boot.reserved[i].base, boot.reserved[i].size);
  return out;
}

TEST(MemoryMap, RangesAreSortedAndJoined) {
  BootInfo const boot = read({{0x30'0000, 0x10'0000, kRam}, {0, 0xa'0000, kRam}, {0x20'0000, 0x10'0000, kRam},
                              {0x10'0000, 0x18'0000, kRam}});
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(ram(boot), (Ranges{{0, 0xa'0000}, {0x10'0000, 0x30'0000}}));
}

TEST(MemoryMap, OnlyWholePagesAreRam) {
  EXPECT_EQ(ram(read({{0x1001, 0x2fff, kRam}, {0x8000, 0xfff, kRam}, {0x9001, 0xffe, kRam}, {0, 0, kRam},
                      {0xa000, 0x1fff, kRam}})),
            (Ranges{{0x2000, 0x2000}, {0xa000, 0x1000}}));
}

TEST(MemoryMap, WhatIsBothIsReservedInWholePages) {
  BootInfo const boot =
      read({{0x10'0000, 0x10'0000, kRam}, {0x10'0800, 0x100, kReserved}, {0x20'0000, 0x1000, kReserved}});
  EXPECT_EQ(ram(boot), (Ranges{{0x10'0000, 0x10'0000}}));
  EXPECT_EQ(reserved(boot), (Ranges{{0x10'0000, 0x1000}})) << "the second lies beside";
}

TEST(MemoryMap, NothingReachesBeyondThePageTables) {
  EXPECT_EQ(ram(read({{kTop - 0x1000, 0x5000, kRam}})), (Ranges{{kTop - 0x1000, 0x1000}}));
  EXPECT_EQ(ram(read({{0x1000, UINT64_MAX, kRam}})), (Ranges{{0x1000, kTop - 0x1000}}));
  EXPECT_EQ(ram(read({{0x1000, 0x1000, kRam}, {kTop, 0x1000, kRam}, {UINT64_MAX - 0xfff, 0x2000, kRam}})),
            (Ranges{{0x1000, 0x1000}}));
}

TEST(MemoryMap, NoRamIsAProblem) {
  EXPECT_EQ(problem_of(read({})), "the memory map has no RAM");
  EXPECT_EQ(problem_of(read({{0x1000, 0x1000, kReserved}})), "the memory map has no RAM");
}

TEST(MemoryMap, TooManyRangesAreAProblem) {
  Map map;
  for (uint64_t i = 0; i < BootInfo::kMaxRanges; i++) map.push_back({i * 0x4000, 0x1000, kRam});
  EXPECT_EQ(problem_of(read(map)), "");
  map.push_back({0x100'0000, 0x1000, kRam});
  EXPECT_EQ(problem_of(read(map)), "the memory map has too many ranges");
  Map holes{{0, 0x100'0000, kRam}};
  for (uint64_t i = 0; i <= BootInfo::kMaxRanges; i++) holes.push_back({i * 0x4000, 0x1000, kReserved});
  EXPECT_EQ(problem_of(read(holes)), "more than 32 ranges of memory are reserved");
}

TEST(MemoryMap, RandomMapsStaySane) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; round++) {
    Map map(random() % 40);
    for (MapEntry& entry : map) {
      bool const wild = random() % 4 == 0;
      entry = {wild ? random() : random() % 0x10'0000, wild ? random() : random() % 0x2'0000,
               static_cast<uint32_t>(random() % 3)};
    }
    ASSERT_TRUE(is_sane(read(map))) << round;
  }
}

}  // namespace
}  // namespace burrow

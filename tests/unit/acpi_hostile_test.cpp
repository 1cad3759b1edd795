// boot/x86_64/acpi: tables that lie. The sanitizer watches every read; each case ends with a sentence or a sane result.
#include "tests/unit/acpi_bench.h"

namespace burrow {
namespace {

constexpr char kNoTables[] = "the machine has no usable ACPI tables";
constexpr char kNoMadt[] = "the ACPI tables have no usable MADT";
constexpr char kBadEntry[] = "the ACPI MADT has an entry that does not fit";
constexpr char kNoLapic[] = "the ACPI MADT has no usable local APIC address";

TEST(AcpiHostile, RootPointers) {
  AcpiMemory memory = good_machine();
  for (uint64_t address : {uint64_t{0}, uint64_t{4095}, uint64_t{4096}, memory.size(), UINT64_MAX, UINT64_MAX - 10})
    EXPECT_EQ(problem_of(memory.read(address)), kNoTables) << address;
  for (uint64_t byte = 0; byte < 20; byte++) {
    AcpiMemory spoiled = good_machine();
    spoiled.at(AcpiMemory::kRsdp + byte)++;
    EXPECT_EQ(problem_of(spoiled.read()), kNoTables) << "its checksum covers byte " << byte;
  }
}

TEST(AcpiHostile, ARootThatEndsWithItsPage) {
  AcpiMemory memory;
  memory.rsdp(0, 0, 2);
  for (uint64_t at = 0; at < 20; at++) memory.at(4096 - 20 + at) = memory.at(AcpiMemory::kRsdp + at);
  EXPECT_EQ(problem_of(memory.read(4096 - 20)), kNoTables);
}

TEST(AcpiHostile, RootTablesThatPointNowhereOrAtThemselves) {
  for (uint64_t target : {uint64_t{0}, uint64_t{4090}, uint64_t{1} << 40, UINT64_MAX, UINT64_MAX - 3}) {
    AcpiMemory memory;
    memory.root_of({target, target});
    EXPECT_EQ(problem_of(memory.read()), kNoMadt) << target;
    memory.rsdp(static_cast<uint32_t>(target), target);
    EXPECT_EQ(problem_of(memory.read()), kNoTables) << target;
  }
  AcpiMemory circle;
  circle.root_of({4096, AcpiMemory::kRsdp, 4096});  // the XSDT is the first thing placed
  EXPECT_EQ(problem_of(circle.read()), kNoMadt);
}

TEST(AcpiHostile, MadtsThatAreNotWhole) {
  Blob const good = acpi_table("APIC", madt_body(kLapicBase, lapic(1)));
  for (uint32_t length : {0u, 1u, 35u, 36u, 43u, 0x7fffffffu, UINT32_MAX}) {
    Blob bad = good;
    for (int i = 0; i < 4; i++) bad[4 + i] = static_cast<uint8_t>(length >> (8 * i));
    fix_checksum(bad.data(), std::min<size_t>(std::max(length, 10u), bad.size()), 9);
    AcpiMemory memory;
    uint64_t const madt = memory.place(bad);
    memory.root_of({madt});
    BootInfo const boot = memory.read();
    EXPECT_NE(problem_of(boot), "") << length;
    EXPECT_TRUE(is_sane(boot));
  }
  AcpiMemory memory;
  uint64_t const madt = memory.place(good);
  memory.root_of({madt});
  memory.at(madt + 20)++;
  EXPECT_EQ(problem_of(memory.read()), kNoMadt) << "bad checksum";
}

TEST(AcpiHostile, EntriesThatDoNotFit) {
  EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic(1).u8(0).u8(0))), kBadEntry) << "no length: it would loop";
  EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic(1).u8(0).u8(1))), kBadEntry);
  EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic(1).u8(0).u8(8))), kBadEntry) << "beyond the end";
  EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic(1).u8(0).u8(255).zeros(3))), kBadEntry);
  EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic(1).u8(0))), kBadEntry) << "half a head";
}

TEST(AcpiHostile, ShortEntriesNameNoCore) {
  Blob entries;
  entries.u8(0).u8(2).u8(0).u8(4).u8(0).u8(9).u8(9).u8(4).u8(1).u8(1).u8(5).u8(3).u8(1);
  BootInfo const boot = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(boot.ncpu, 1u);
  EXPECT_EQ(boot.lapic_base, kLapicBase);
}

TEST(AcpiHostile, LocalApicAddresses) {
  for (uint64_t base : {uint64_t{0}, uint64_t{0xfee0'0001}, uint64_t{1} << 45, UINT64_MAX & ~uint64_t{4095}})
    EXPECT_EQ(problem_of(read_madt_of(kLapicBase, lapic_override(base))), kNoLapic) << base;
  EXPECT_EQ(problem_of(read_madt_of(0, lapic(1))), kNoLapic);
}

// Every bit of every table and of the root, once with the checksums as they were, once with the checksums made good.
TEST(AcpiHostile, EveryBitFlipped) {
  AcpiMemory memory = good_machine();
  constexpr uint64_t kTables = 4096, kFadtSize = 36 + 240, kMadtSize = 44 + 16;
  auto const repair = [&] {
    fix_checksum(&memory.at(kTables), kFadtSize, 9);
    fix_checksum(&memory.at(kTables + kFadtSize), kMadtSize, 9);
    fix_checksum(&memory.at(kTables + kFadtSize + kMadtSize), memory.size() - kTables - kFadtSize - kMadtSize, 9);
    fix_checksum(&memory.at(AcpiMemory::kRsdp), 20, 8);
    fix_checksum(&memory.at(AcpiMemory::kRsdp), 36, 32);
  };
  repair();
  ASSERT_EQ(problem_of(memory.read()), "") << "the sizes above are right";
  uint32_t found = 0;
  for (uint64_t at = AcpiMemory::kRsdp; at < memory.size(); at++) {
    for (int bit = 0; bit < 8; bit++) {
      memory.at(at) ^= static_cast<uint8_t>(1 << bit);
      ASSERT_TRUE(is_sane(memory.read())) << at << " " << bit;
      uint8_t const flipped = memory.at(at);
      repair();
      BootInfo const boot = memory.read();
      ASSERT_TRUE(is_sane(boot)) << at << " " << bit;
      found += boot.problem != nullptr;
      memory.at(at) = static_cast<uint8_t>(flipped ^ (1 << bit));
      repair();
    }
  }
  EXPECT_EQ(problem_of(memory.read()), "");
  EXPECT_GT(found, 100u);
}

TEST(AcpiHostile, MemoryThatEndsAnywhere) {
  for (uint64_t size = good_machine().size(); size >= 4096; size--) {
    AcpiMemory memory = good_machine();
    memory.cut(size);
    BootInfo const boot = memory.read();
    ASSERT_TRUE(is_sane(boot));
    ASSERT_EQ(boot.problem == nullptr, size == good_machine().size()) << size;
  }
}

}  // namespace
}  // namespace burrow

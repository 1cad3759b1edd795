// boot/x86_64/start_info: what the loader hands over.
#include "boot/x86_64/start_info.h"

#include "tests/unit/acpi_bench.h"

namespace burrow {
namespace {

constexpr uint32_t kMagic = 0x336e'c578;

// A good machine with a start info; command_line: its address, 0 for none.
struct Loader {
  AcpiMemory memory = good_machine();
  uint64_t map = memory.place(Blob().u64(0x10'0000).u64(0x70'0000).u32(1).u32(0));
  uint32_t entries = 1;
  uint32_t version = 1;
  uint64_t rsdp = AcpiMemory::kRsdp;
  uint64_t command_line = 0;

  BootInfo read(uint32_t magic = kMagic) {
    uint64_t const address = memory.place(Blob().u32(magic).u32(version).zeros(16).u64(command_line).u64(rsdp).u64(map)
                                              .u32(entries).u32(0));
    return read_at(address);
  }
  BootInfo read_at(uint64_t address, uint32_t apic_id = 0) const {
    BootInfo boot{};
    boot::read_start_info(memory.physical(), address, apic_id, boot);
    return boot;
  }
  BootInfo with_line(std::string const& line) {
    command_line = memory.place(Blob().text(line).u8(0));
    return read();
  }
};

TEST(StartInfo, AGoodOne) {
  BootInfo const boot = Loader().with_line("task=hello seed=3");
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_STREQ(boot.command_line, "task=hello seed=3");
  EXPECT_EQ(boot.nram, 1u);
  EXPECT_EQ(boot.ncpu, 2u);
  EXPECT_TRUE(is_sane(boot));
}

TEST(StartInfo, WithoutACommandLine) { EXPECT_STREQ(Loader().read().command_line, ""); }

TEST(StartInfo, TheBootCoreIsFirstWhateverItsNumber) {
  Loader loader;
  loader.read();
  BootInfo const boot = loader.read_at(loader.memory.size() - 56, 1);
  EXPECT_EQ(boot.ncpu, 2u);
  EXPECT_EQ(boot.cpu_id[0], 1u);
  EXPECT_EQ(boot.cpu_id[1], 0u);
}

TEST(StartInfo, TheLongestCommandLine) {
  EXPECT_EQ(problem_of(Loader().with_line(std::string(2047, 'x'))), "");
  BootInfo const boot = Loader().with_line(std::string(2048, 'x'));
  EXPECT_EQ(problem_of(boot), "the command line is longer than 2047 bytes");
  EXPECT_TRUE(is_sane(boot));
}

TEST(StartInfo, NotAStartInfo) {
  constexpr char kNone[] = "the loader gave no PVH start info with a memory map";
  Loader loader;
  EXPECT_EQ(problem_of(loader.read(kMagic + 1)), kNone);
  loader.version = 0;
  EXPECT_EQ(problem_of(loader.read()), kNone);
  for (uint64_t address : {uint64_t{0}, uint64_t{4090}, loader.memory.size() - 55, UINT64_MAX - 20})
    EXPECT_EQ(problem_of(loader.read_at(address)), kNone) << address;
}

TEST(StartInfo, AddressesThatPointNowhere) {
  for (uint64_t nowhere : {uint64_t{1} << 40, UINT64_MAX, UINT64_MAX - 8, uint64_t{4095}}) {
    Loader line;
    line.command_line = nowhere;
    EXPECT_TRUE(is_sane(line.read())) << nowhere;
    Loader map;
    map.map = nowhere;
    EXPECT_EQ(problem_of(map.read()), "the memory map has no RAM") << nowhere;
    Loader rsdp;
    rsdp.rsdp = nowhere;
    EXPECT_EQ(problem_of(rsdp.read()), "the machine has no usable ACPI tables") << nowhere;
  }
}

TEST(StartInfo, AMapOfImpossibleLength) {
  for (uint32_t entries : {4097u, 0x10000000u, UINT32_MAX}) {
    Loader loader;
    loader.entries = entries;
    EXPECT_EQ(problem_of(loader.read()), "the memory map has no RAM") << entries;
  }
}

}  // namespace
}  // namespace burrow

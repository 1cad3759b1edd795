// boot/aarch64/boot_info with the trees that QEMU makes, whole and damaged.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/unit/fdt_bench.h"

namespace burrow {
namespace {

// Without the room that QEMU leaves behind the strings. Empty: there is no QEMU.
std::vector<uint8_t> dumped(std::string const& machine) {
  std::string const path = testing::TempDir() + "burrow-" + std::to_string(getpid()) + ".dtb";
  std::string const qemu = "qemu-system-aarch64 -cpu cortex-a57 -display none -M virt,dumpdtb=";
  std::string const command = qemu + path + "," + machine + " >/dev/null 2>&1 </dev/null";
  if (std::system(command.c_str()) != 0) return {};
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> blob(std::istreambuf_iterator<char>(file), {});
  std::remove(path.c_str());
  if (blob.size() < kFdtHeaderSize) return {};
  size_t const used = std::max(get_be32(blob, kStrings) + get_be32(blob, kStringsLength),
                               get_be32(blob, kStruct) + get_be32(blob, kStructLength));
  blob.resize(used);
  blob.shrink_to_fit();
  set_be32(blob, kTotal, static_cast<uint32_t>(used));
  return blob;
}

struct QemuTree : testing::Test {
  std::vector<uint8_t> blob;

  void dump(std::string const& machine) {
    blob = dumped(machine);
    if (blob.empty()) GTEST_SKIP() << "qemu-system-aarch64 is missing: package qemu-system-arm";
  }
};

TEST_F(QemuTree, GicVersion2) {
  dump("gic-version=2 -smp 4 -m 256");
  if (IsSkipped()) return;
  BootInfo const boot = read_tree(blob);
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(boot.ncpu, 4u);
  EXPECT_EQ(boot.gic_version, 2u);
  EXPECT_EQ(boot.gicd_base, 0x0800'0000u);
  EXPECT_EQ(boot.gicc_base, 0x0801'0000u);
  EXPECT_EQ(boot.timer_irq, 27u);
  EXPECT_EQ(boot.uart_base, 0x0900'0000u);
  EXPECT_EQ(boot.uart_irq, 33u);
  EXPECT_EQ(boot.nvirtio_mmio, 32u);
  EXPECT_EQ(boot.virtio_mmio[0].base, 0x0a00'0000u);
  EXPECT_EQ(boot.virtio_mmio[0].irq, 48u);
  EXPECT_NE(boot.pci_ecam_base, 0u);
  EXPECT_EQ(boot.pci_window.base, 0x1000'0000u);
  EXPECT_EQ(boot.pci_irq[1], 36u);
  EXPECT_EQ(boot.fw_cfg_base, 0x0902'0000u);
  EXPECT_TRUE(boot.has_psci);
  EXPECT_FALSE(boot.psci_smc);
  ASSERT_EQ(boot.nram, 1u);
  EXPECT_EQ(boot.ram[0].base, 0x4000'0000u);
  EXPECT_EQ(boot.ram[0].size, 256u << 20);
}

TEST_F(QemuTree, GicVersion3With64Cores) {
  dump("gic-version=3 -smp 64 -m 1024");
  if (IsSkipped()) return;
  BootInfo const boot = read_tree(blob);
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(boot.ncpu, 64u);
  EXPECT_EQ(boot.cpu_id[63], 0x30fu);
  EXPECT_EQ(boot.gic_version, 3u);
  EXPECT_EQ(boot.gicr_base, 0x080a'0000u);
  EXPECT_TRUE(is_sane(boot));
}

TEST_F(QemuTree, Virtualization) {
  dump("virtualization=on -smp 1");
  if (IsSkipped()) return;
  BootInfo const boot = read_tree(blob);
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_TRUE(boot.has_psci && boot.psci_smc);
}

TEST_F(QemuTree, EveryBitFlippedAndCutAnywhere) {
  dump("gic-version=3 -smp 1");
  if (IsSkipped()) return;
  expect_survives_damage(blob);
  expect_survives_cuts(blob);
}

}  // namespace
}  // namespace burrow

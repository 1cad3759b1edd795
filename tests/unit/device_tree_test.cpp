// boot/aarch64/boot_info: what a device tree like that of `virt` means, and what is said about one that lacks something.
#include "tests/unit/fdt_bench.h"

namespace burrow {
namespace {

using Cells = std::vector<uint32_t>;

// The root with one piece after the other; each piece can be left out.
struct Machine {
  FdtBuilder tree;

  Machine() { tree.begin("").cells("#address-cells", {2}).cells("#size-cells", {2}); }
  Machine& memory(uint64_t base = 0x4000'0000, uint64_t size = 0x800'0000) {
    tree.begin("memory@40000000").text("device_type", "memory").cells("reg", wide(base, size)).end();
    return *this;
  }
  Machine& cpus(Cells const& ids, std::string const& status = "okay") {
    tree.begin("cpus").cells("#address-cells", {1}).cells("#size-cells", {0});
    for (uint32_t id : ids)
      tree.begin("cpu").text("device_type", "cpu").text("status", status).cells("reg", {id}).end();
    tree.end();
    return *this;
  }
  Machine& gic(std::string const& compatible = "arm,cortex-a15-gic") {
    Cells reg = wide(0x800'0000, 0x1'0000);
    for (uint32_t cell : wide(0x801'0000, 0x2'0000)) reg.push_back(cell);
    tree.begin("intc@8000000").text("compatible", compatible).cells("#interrupt-cells", {3}).cells("reg", reg).end();
    return *this;
  }
  Machine& timer(uint32_t kind = 1, uint32_t number = 11) {
    constexpr char kNames[] = "arm,other-timer\0arm,armv8-timer";
    tree.begin("timer").bytes("compatible", {kNames, kNames + sizeof kNames})
        .cells("interrupts", {1, 13, 4, 1, 14, 4, kind, number, 4, 1, 10, 4}).end();
    return *this;
  }
  Machine& rest() {
    tree.begin("psci").text("compatible", "arm,psci-1.0").text("method", "hvc").end();
    tree.begin("pl011@9000000").text("compatible", "arm,pl011").cells("reg", wide(0x900'0000, 0x1000));
    tree.cells("interrupts", {0, 1, 4}).end();
    tree.begin("fw-cfg@9020000").text("compatible", "qemu,fw-cfg-mmio").cells("reg", wide(0x902'0000, 0x18)).end();
    tree.begin("chosen").text("bootargs", "task=hello").end();
    return *this;
  }
  std::vector<uint8_t> blob() {
    FdtBuilder whole = tree;
    return whole.end().finish().blob();
  }
  BootInfo read(uint64_t mpidr = 0) { return read_tree(blob(), mpidr); }

  static Cells wide(uint64_t base, uint64_t size) {
    return {static_cast<uint32_t>(base >> 32), static_cast<uint32_t>(base), static_cast<uint32_t>(size >> 32),
            static_cast<uint32_t>(size)};
  }
};

Machine whole() {
  Machine machine;
  machine.memory().cpus({0, 1}).gic().timer().rest();
  return machine;
}

TEST(DeviceTree, AWholeMachine) {
  BootInfo const boot = whole().read();
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_TRUE(is_sane(boot));
  ASSERT_EQ(boot.nram, 1u);
  EXPECT_EQ(boot.ram[0].base, 0x4000'0000u);
  EXPECT_EQ(boot.ram[0].size, 0x800'0000u);
  EXPECT_EQ(boot.ncpu, 2u);
  EXPECT_EQ(boot.gic_version, 2u);
  EXPECT_EQ(boot.gicd_base, 0x800'0000u);
  EXPECT_EQ(boot.gicc_base, 0x801'0000u);
  EXPECT_EQ(boot.timer_irq, 27u);
  EXPECT_TRUE(boot.has_psci);
  EXPECT_FALSE(boot.psci_smc);
  EXPECT_EQ(boot.uart_base, 0x900'0000u);
  EXPECT_EQ(boot.uart_irq, 33u);
  EXPECT_EQ(boot.fw_cfg_base, 0x902'0000u);
  EXPECT_EQ(boot.fw_cfg_size, 0x18u);
  EXPECT_STREQ(boot.command_line, "task=hello");
}

TEST(DeviceTree, GicVersion3) {
  BootInfo const boot = Machine().memory().cpus({0}).gic("arm,gic-v3").timer().rest().read();
  EXPECT_EQ(boot.gic_version, 3u);
  EXPECT_EQ(boot.gicr_base, 0x801'0000u);
  EXPECT_EQ(boot.gicr_size, 0x2'0000u);
  EXPECT_EQ(boot.gicc_base, 0u);
}

TEST(DeviceTree, WhatIsMissingIsSaid) {
  EXPECT_EQ(problem_of(Machine().cpus({0}).gic().timer().read()), "the device tree names no memory");
  EXPECT_EQ(problem_of(Machine().memory().cpus({0}).timer().read()),
            "the device tree names no interrupt controller (GICv2 or GICv3)");
  EXPECT_EQ(problem_of(Machine().memory().cpus({0}).gic().read()), "the device tree names no virtual timer interrupt");
  EXPECT_EQ(problem_of(Machine().memory().gic().timer().read()), "") << "the boot core is there in any case";
  EXPECT_EQ(problem_of(read_tree({})), "there is no device tree, or its header is damaged");
  EXPECT_EQ(problem_of(read_tree(whole().tree.blob())), "the device tree is damaged") << "a node without its end";
}

TEST(DeviceTree, OnlyAPrivateInterruptIsTheTimers) {
  EXPECT_EQ(Machine().memory().gic().timer(0, 11).read().timer_irq, 0u);
  EXPECT_EQ(Machine().memory().gic().timer(1, 16).read().timer_irq, 0u);
  EXPECT_EQ(Machine().memory().gic().timer(1, 15).read().timer_irq, 31u);
}

TEST(DeviceTree, TheBootCoreIsFirst) {
  BootInfo const boot = Machine().memory().cpus({0, 1, 2, 3}).gic().timer().read(2);
  EXPECT_EQ(std::vector(boot.cpu_id, boot.cpu_id + boot.ncpu), (std::vector<uint64_t>{2, 0, 1, 3}));
}

TEST(DeviceTree, CoresBeyond64AreCountedAndTheBootCoreStays) {
  Cells ids;
  for (uint32_t id = 0; id < 70; id++) ids.push_back(id);
  BootInfo const boot = Machine().memory().cpus(ids).gic().timer().read(69);
  EXPECT_EQ(boot.ncpu, 64u);
  EXPECT_EQ(boot.ncpu_left_out, 6u);
  EXPECT_EQ(boot.cpu_id[0], 69u);
  EXPECT_TRUE(is_sane(boot));
}

TEST(DeviceTree, WhatIsDisabledIsNotThere) {
  BootInfo const boot = Machine().memory().cpus({0, 1}, "disabled").gic().timer().read();
  EXPECT_EQ(boot.ncpu, 1u);
}

TEST(DeviceTree, MemoryInPiecesAndReserved) {
  Machine machine = whole();
  machine.memory(0x5000'0000, 0x1000).memory(0x4400'0000, 0x1000'0000).memory(0x6000'0800, 0x1800);
  machine.tree.begin("reserved-memory").cells("#address-cells", {2}).cells("#size-cells", {2})
      .begin("a@42000000").cells("reg", Machine::wide(0x4200'0000, 0x1000)).end().end();
  machine.tree.reservation(0x4300'0000, 0x2000);
  BootInfo const boot = machine.read();
  ASSERT_EQ(boot.nram, 2u);
  EXPECT_EQ(boot.ram[0].size, 0x1400'0000u);
  EXPECT_EQ(boot.ram[1].base, 0x6000'1000u);
  EXPECT_EQ(boot.ram[1].size, 0x1000u);
  ASSERT_EQ(boot.nreserved, 2u);
  EXPECT_EQ(boot.reserved[0].base, 0x4200'0000u);
  EXPECT_EQ(boot.reserved[1].base, 0x4300'0000u);
}

TEST(DeviceTree, TooManyRanges) {
  Machine machine = whole();
  for (uint64_t i = 0; i < 32; i++) machine.memory(0x8000'0000 + i * 0x10'0000, 0x1000);
  EXPECT_EQ(problem_of(machine.read()), "the device tree names more than 32 ranges of memory");
  Machine reserving = whole();
  for (uint64_t i = 0; i < 33; i++) reserving.tree.reservation(0x4000'0000 + i * 0x1000, 0x1000);
  EXPECT_EQ(problem_of(reserving.read()), "more than 32 ranges of memory are reserved");
}

TEST(DeviceTree, CommandLines) {
  auto const with_line = [](size_t length) {
    Machine machine;
    machine.memory().gic().timer().tree.begin("chosen").text("bootargs", std::string(length, 'x')).end();
    return machine.read();
  };
  EXPECT_EQ(std::string(with_line(2047).command_line).size(), 2047u);
  EXPECT_EQ(problem_of(with_line(2048)), "the command line is longer than 2047 characters");
}

TEST(DeviceTree, ADeviceBehindABusIsTranslated) {
  Machine machine;
  machine.memory().gic().timer().tree.begin("soc").cells("#address-cells", {1}).cells("#size-cells", {1})
      .cells("ranges", {0x1000, 0, 0x900'0000, 0x1000})
      .begin("uart").text("compatible", "arm,pl011").cells("reg", {0x1800, 0x100}).end().end();
  EXPECT_EQ(machine.read().uart_base, 0x900'0800u);
}

uint32_t uart_irq_of(Cells const& interrupts) {
  Machine machine;
  machine.memory().gic().timer().tree.begin("uart").text("compatible", "arm,pl011").cells("reg", {0, 0x1800, 0, 0x100})
      .cells("interrupts", interrupts).end();
  return machine.read().uart_irq;
}

TEST(DeviceTree, TheUartsInterrupt) {
  EXPECT_EQ(uart_irq_of({0, 5, 4}), 37u);
  EXPECT_EQ(uart_irq_of({0, 987, 4}), 1019u);
  EXPECT_EQ(uart_irq_of({1, 5, 4}), 0u) << "a PPI is no device's";
  EXPECT_EQ(uart_irq_of({0, 988, 4}), 0u);
  EXPECT_EQ(uart_irq_of({0, 5}), 0u);
  EXPECT_EQ(uart_irq_of({}), 0u);
}

TEST(DeviceTree, PlacesForVirtio) {
  Machine machine = whole();
  machine.tree.begin("virtio_mmio@a000000").text("compatible", "virtio,mmio").cells("reg", {0, 0xa00'0000, 0, 0x200})
      .cells("interrupts", {0, 16, 1}).end();
  machine.tree.begin("virtio_mmio@a000200").text("compatible", "virtio,mmio").cells("reg", {0, 0xa00'0200, 0, 0x100}).end();
  machine.tree.begin("virtio_mmio@a000400").text("compatible", "virtio,mmio").cells("reg", {0, 0xa00'0400, 0, 0x200}).end();
  BootInfo const boot = machine.read();
  ASSERT_EQ(boot.nvirtio_mmio, 2u) << "one is too small";
  EXPECT_EQ(boot.virtio_mmio[0].base, 0xa00'0000u);
  EXPECT_EQ(boot.virtio_mmio[0].irq, 48u);
  EXPECT_EQ(boot.virtio_mmio[1].base, 0xa00'0400u);
  EXPECT_EQ(boot.virtio_mmio[1].irq, 0u);
}

TEST(DeviceTree, PlacesForVirtioBeyond32AreLeftOut) {
  Machine machine = whole();
  for (uint32_t i = 0; i < 40; i++) {
    machine.tree.begin("v").text("compatible", "virtio,mmio").cells("reg", {0, i << 12, 0, 0x200}).end();
  }
  EXPECT_EQ(machine.read().nvirtio_mmio, 32u);
}

// Sixteen entries like those of `virt`: the line of device d and pin p is SPI 3 + (d + p - 1) % 4.
Cells pci_map(uint32_t type = 0) {
  Cells map;
  for (uint32_t device = 0; device < 4; device++) {
    for (uint32_t pin = 1; pin <= 4; pin++) {
      map.insert(map.end(), {device << 11, 0, 0, pin, 0x8002, 0, 0, type, 3 + (device + pin - 1) % 4, 4});
    }
  }
  return map;
}

BootInfo pci_of(Cells const& ranges, Cells const& map) {
  Machine machine = whole();
  machine.tree.begin("pcie@10000000").text("compatible", "pci-host-ecam-generic").cells("reg", {0x40, 0x1000'0000, 0, 0x1000'0000})
      .cells("ranges", ranges).cells("interrupt-map", map).end();
  return machine.read();
}

TEST(DeviceTree, Pci) {
  Cells const ports{0x100'0000, 0, 0, 0, 0x3eff'0000, 0, 0x1'0000};
  Cells ranges = ports;
  ranges.insert(ranges.end(), {0x200'0000, 0, 0x1000'0000, 0, 0x1000'0000, 0, 0x2eff'0000});
  BootInfo const boot = pci_of(ranges, pci_map());
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(boot.pci_ecam_base, 0x40'1000'0000u);
  EXPECT_EQ(boot.pci_window.base, 0x1000'0000u);
  EXPECT_EQ(boot.pci_window.size, 0x2eff'0000u);
  for (uint32_t device = 0; device < 4; device++) EXPECT_EQ(boot.pci_irq[device], 35 + device);
  EXPECT_EQ(pci_of(ports, pci_map()).pci_window.size, 0u);
}

TEST(DeviceTree, PciThatMakesNoSense) {
  EXPECT_EQ(pci_of({0x200'0000, 0, 0x1000'0000, 0, 0x2000'0000, 0, 0x1000}, {}).pci_window.size, 0u) << "an address of its own";
  EXPECT_EQ(pci_of({0x200'0000, 0, 0xffff'f000, 0, 0xffff'f000, 0, 0x2000}, {}).pci_window.size, 0u) << "beyond 4 GiB";
  EXPECT_EQ(pci_of({0x200'0000}, {}).pci_window.size, 0u);
  for (Cells const& map : {Cells{}, Cells(17), Cells(16), Cells(7 * 16, 1), pci_map(1)}) {
    for (uint32_t irq : pci_of({}, map).pci_irq) EXPECT_EQ(irq, 0u);
  }
}

TEST(DeviceTree, ABusWithoutAddressesEndsTheSearch) {
  Machine machine;
  machine.memory().gic().timer().tree.begin("bus").cells("#address-cells", {0}).cells("#size-cells", {0})
      .cells("ranges", {1, 2, 3})
      .begin("soc").cells("#address-cells", {1}).cells("#size-cells", {1}).cells("ranges", {0x1000, 0x1000})
      .begin("uart").text("compatible", "arm,pl011").cells("reg", {0x1800, 0x100}).end().end().end();
  EXPECT_EQ(machine.read().uart_base, 0u);
}

TEST(DeviceTree, TreesTooDeep) {
  Machine machine;
  for (int i = 0; i < 15; i++) machine.tree.begin("n");
  EXPECT_EQ(problem_of([&] { Machine m = machine; for (int i = 0; i < 15; i++) m.tree.end(); return m.read(); }()),
            "the device tree names no memory") << "sixteen are allowed";
  machine.tree.begin("n");
  for (int i = 0; i < 16; i++) machine.tree.end();
  EXPECT_EQ(problem_of(machine.read()), "the device tree is damaged");
}

TEST(DeviceTree, NumbersTooLarge) {
  Machine machine;
  machine.gic().timer().tree.begin("memory").text("device_type", "memory")
      .cells("reg", {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0, 0x4000'0000, UINT32_MAX, UINT32_MAX}).end();
  BootInfo const boot = machine.read();
  EXPECT_TRUE(is_sane(boot));
  ASSERT_EQ(boot.nram, 1u);
  EXPECT_EQ(boot.ram[0].base, 0x4000'0000u);
  for (uint32_t cells : {0u, 5u, UINT32_MAX}) {
    Machine odd;
    odd.tree.cells("#address-cells", {cells}).cells("#size-cells", {cells});
    odd.memory().cpus({0}).gic().timer().rest();
    EXPECT_TRUE(is_sane(odd.read())) << cells;
  }
}

TEST(DeviceTree, EveryBitFlipped) { expect_survives_damage(whole().blob()); }
TEST(DeviceTree, CutAnywhere) { expect_survives_cuts(whole().blob()); }

}  // namespace
}  // namespace burrow

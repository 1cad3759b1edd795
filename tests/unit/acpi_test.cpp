// boot/x86_64/acpi: what good tables say.
#include "tests/unit/acpi_bench.h"

namespace burrow {
namespace {

std::vector<uint64_t> cores(BootInfo const& boot) { return {boot.cpu_id, boot.cpu_id + boot.ncpu}; }
using Ids = std::vector<uint64_t>;

TEST(Acpi, ThroughTheXsdt) {
  BootInfo const boot = good_machine().read();
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(cores(boot), (Ids{0, 1}));
  EXPECT_EQ(boot.lapic_base, kLapicBase);
  EXPECT_EQ(boot.pm_timer_port, 0x608u);
}

TEST(Acpi, ThroughTheRsdt) {
  AcpiMemory memory;
  uint64_t const madt = memory.place(acpi_table("APIC", madt_body(kLapicBase, lapic(0).append(lapic(3)))));
  memory.rsdp(memory.place(acpi_table("RSDT", Blob().u32(madt))), 0, 0);
  EXPECT_EQ(cores(memory.read()), (Ids{0, 3}));
}

TEST(Acpi, ARevisionZeroRootHasNoXsdt) {
  AcpiMemory memory;
  uint64_t const one = memory.place(acpi_table("APIC", madt_body(kLapicBase, lapic(1))));
  uint64_t const two = memory.place(acpi_table("APIC", madt_body(kLapicBase, lapic(2))));
  uint64_t const xsdt = memory.place(acpi_table("XSDT", Blob().u64(two)));
  memory.rsdp(memory.place(acpi_table("RSDT", Blob().u32(one))), xsdt, 0);
  EXPECT_EQ(cores(memory.read()), (Ids{0, 1}));
}

TEST(Acpi, ABadXsdtLeavesTheRsdt) {
  AcpiMemory memory;
  uint64_t const madt = memory.place(acpi_table("APIC", madt_body(kLapicBase, lapic(4))));
  uint64_t const xsdt = memory.place(acpi_table("XSDT", Blob().u64(madt)));
  memory.rsdp(memory.place(acpi_table("RSDT", Blob().u32(madt))), xsdt);
  memory.at(xsdt + 20)++;
  EXPECT_EQ(cores(memory.read()), (Ids{0, 4}));
}

TEST(Acpi, OnlyEnabledCoresAndEachOnce) {
  Blob entries;
  entries.append(lapic(0)).append(lapic(7, 0)).append(lapic(2)).append(lapic(2)).append(lapic(9, 2));
  entries.append(x2apic(5)).append(x2apic(6, 0)).append(x2apic(2));
  BootInfo const boot = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(cores(boot), (Ids{0, 2, 5}));
  EXPECT_EQ(boot.ncpu_left_out, 0u);
}

TEST(Acpi, CoresBeyond64AndBeyondTheReachAreLeftOutAndCounted) {
  Blob entries;
  for (uint32_t id = 0; id < 70; id++) entries.append(lapic(static_cast<uint8_t>(id)));
  BootInfo const many = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(many.ncpu, 64u);
  EXPECT_EQ(many.ncpu_left_out, 6u);
  BootInfo const far = read_madt_of(kLapicBase, x2apic(254).append(x2apic(255)).append(x2apic(0x10000)));
  EXPECT_EQ(cores(far), (Ids{0, 254}));
  EXPECT_EQ(far.ncpu_left_out, 2u);
}

TEST(Acpi, UnknownEntriesAreSkipped) {
  Blob entries;
  entries.u8(3).u8(12).zeros(10).append(lapic(1)).u8(200).u8(2).append(lapic(2));
  BootInfo const boot = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(cores(boot), (Ids{0, 1, 2}));
}

TEST(Acpi, IoApicsAndWhereIsaLinesLead) {
  Blob entries;
  entries.append(ioapic(0xfec0'0000, 0)).append(ioapic(0xfec1'0000, 24)).append(ioapic(0, 48)).append(ioapic(0x1001, 48));
  entries.append(isa_override(0, 2, 0)).append(isa_override(4, 9, 0xd)).append(isa_override(16, 1, 0));
  entries.append(isa_override(5, 1, 0, 1)).u8(2).u8(4).u8(0).u8(6);
  BootInfo const boot = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(problem_of(boot), "");
  ASSERT_EQ(boot.nioapic, 2u) << "one at 0 and one that is not aligned are none";
  EXPECT_EQ(boot.ioapic[1].base, 0xfec1'0000u);
  EXPECT_EQ(boot.ioapic[1].first_gsi, 24u);
  EXPECT_EQ(boot.isa_irq[0].gsi, 2u);
  EXPECT_EQ(boot.isa_irq[4].gsi, 9u);
  EXPECT_EQ(boot.isa_irq[4].flags, 0xdu);
  for (uint32_t irq : {1u, 3u, 5u, 6u, 15u}) EXPECT_EQ(boot.isa_irq[irq].gsi, irq);
}

TEST(Acpi, IoApicsBeyondFourAreLeftOut) {
  Blob entries;
  for (uint32_t i = 0; i < 6; i++) entries.append(ioapic(0xfec0'0000 + i * 0x1000, i * 24));
  BootInfo const boot = read_madt_of(kLapicBase, entries);
  EXPECT_EQ(boot.nioapic, 4u);
  EXPECT_EQ(boot.ioapic[3].first_gsi, 72u);
}

TEST(Acpi, TheLocalApicMayBeElsewhere) {
  EXPECT_EQ(read_madt_of(kLapicBase, lapic_override(0x1'fee0'0000)).lapic_base, 0x1'fee0'0000u);
}

TEST(Acpi, AMadtWithoutEntriesLeavesTheBootCore) {
  BootInfo const boot = read_madt_of(kLapicBase, {});
  EXPECT_EQ(problem_of(boot), "");
  EXPECT_EQ(cores(boot), Ids{0});
}

uint64_t pm_port(Blob const& body) {
  AcpiMemory memory;
  uint64_t const fadt = memory.place(acpi_table("FACP", body));
  memory.root_of({fadt, memory.place(acpi_table("APIC", madt_body(kLapicBase, {})))});
  BootInfo const boot = memory.read();
  EXPECT_EQ(problem_of(boot), "");
  return boot.pm_timer_port;
}

Blob with_extended(Blob body, uint8_t space, uint64_t address) {
  Blob generic;
  generic.u8(space).u8(32).u8(0).u8(3).u64(address);
  std::copy(generic.begin(), generic.end(), body.begin() + 208 - 36);
  return body;
}

TEST(Acpi, ThePmTimer) {
  constexpr uint32_t kHardwareReduced = 1u << 20;
  EXPECT_EQ(pm_port(fadt_body(0xb008)), 0xb008u);
  EXPECT_EQ(pm_port(fadt_body(0)), 0u);
  EXPECT_EQ(pm_port(fadt_body(0xb008, 0)), 0u) << "a register of no bytes";
  EXPECT_EQ(pm_port(fadt_body(0xb008, 4, kHardwareReduced)), 0u);
  EXPECT_EQ(pm_port(fadt_body(0x10000)), 0u) << "no port";
  EXPECT_EQ(pm_port(with_extended(fadt_body(0), 1, 0x608)), 0x608u);
  EXPECT_EQ(pm_port(with_extended(fadt_body(0), 0, 0x608)), 0u) << "in memory, not a port";
  EXPECT_EQ(pm_port(with_extended(fadt_body(0), 1, 0x1'0000'0608)), 0u);
  EXPECT_EQ(pm_port(Blob().zeros(4)), 0u) << "a table of ACPI 1.0 that ends early";
}

}  // namespace
}  // namespace burrow

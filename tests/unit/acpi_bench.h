// Physical memory with ACPI tables in it, good ones unless a test spoils them.
#pragma once

#include "boot/x86_64/acpi.h"
#include "tests/unit/boot_bench.h"

namespace burrow {

inline void fix_checksum(uint8_t* bytes, size_t size, size_t at) {
  bytes[at] = 0;
  uint8_t sum = 0;
  for (size_t i = 0; i < size; i++) sum = static_cast<uint8_t>(sum + bytes[i]);
  bytes[at] = static_cast<uint8_t>(-sum);
}

inline Blob acpi_table(std::string const& signature, Blob const& body) {
  Blob table;
  table.text(signature).u32(36 + body.size()).zeros(28).append(body);
  fix_checksum(table.data(), table.size(), 9);
  return table;
}

// -- bodies
inline Blob madt_body(uint64_t lapic_base, Blob const& entries) {
  return Blob().u32(lapic_base).u32(1).append(entries);
}
inline Blob lapic(uint8_t apic_id, uint32_t flags = 1) { return Blob().u8(0).u8(8).u8(0).u8(apic_id).u32(flags); }
inline Blob x2apic(uint32_t apic_id, uint32_t flags = 1) {
  return Blob().u8(9).u8(16).zeros(2).u32(apic_id).u32(flags).u32(0);
}
inline Blob ioapic(uint32_t base, uint32_t first_gsi) { return Blob().u8(1).u8(12).zeros(2).u32(base).u32(first_gsi); }
inline Blob isa_override(uint8_t irq, uint32_t gsi, uint8_t flags, uint8_t bus = 0) {
  return Blob().u8(2).u8(10).u8(bus).u8(irq).u32(gsi).u8(flags).u8(0);
}
inline Blob lapic_override(uint64_t base) { return Blob().u8(5).u8(12).zeros(2).u64(base); }
inline Blob fadt_body(uint32_t legacy, uint8_t legacy_size = 4, uint32_t flags = 0) {
  return Blob().zeros(40).u32(legacy).zeros(11).u8(legacy_size).zeros(20).u32(flags).zeros(160);
}

constexpr uint64_t kLapicBase = 0xfee0'0000;

// Page 0 and what follows it lie in blocks of their own, of exactly their size: the sanitizer sees every read outside.
class AcpiMemory {
 public:
  AcpiMemory() : page0_(4096) {}

  uint64_t place(Blob const& blob) {
    uint64_t const address = 4096 + rest_.size();
    rest_.append(blob);
    return address;
  }
  void rsdp(uint64_t rsdt, uint64_t xsdt, uint8_t revision = 2) {
    Blob root;
    root.text("RSD PTR ").u8(0).text("BURROW").u8(revision).u32(rsdt).u32(36).u64(xsdt).u32(0);
    fix_checksum(root.data(), 20, 8);
    fix_checksum(root.data(), 36, 32);
    std::copy(root.begin(), root.end(), page0_.begin() + static_cast<long>(kRsdp));
  }
  // RSDP and XSDT for these tables.
  void root_of(std::vector<uint64_t> const& tables) {
    Blob entries;
    for (uint64_t address : tables) entries.u64(address);
    rsdp(0, place(acpi_table("XSDT", entries)));
  }
  BootInfo read(uint64_t rsdp_at = kRsdp) const {
    BootInfo boot = fresh_boot();
    boot::read_acpi(physical(), rsdp_at, boot);
    return boot;
  }
  boot::Physical physical() const { return {{page0_.data(), page0_.size()}, {rest_.data(), rest_.size()}}; }
  uint8_t& at(uint64_t address) { return address < 4096 ? page0_[address] : rest_[address - 4096]; }
  uint64_t size() const { return 4096 + rest_.size(); }
  void cut(uint64_t size) { rest_.resize(size - 4096), rest_.shrink_to_fit(); }

  static constexpr uint64_t kRsdp = 0xf00;

 private:
  std::vector<uint8_t> page0_;
  Blob rest_;
};

// A machine with two cores and a PM timer at 0x608.
inline AcpiMemory good_machine() {
  AcpiMemory memory;
  uint64_t const fadt = memory.place(acpi_table("FACP", fadt_body(0x608)));
  uint64_t const madt = memory.place(acpi_table("APIC", madt_body(kLapicBase, lapic(0).append(lapic(1)))));
  memory.root_of({fadt, madt});
  return memory;
}

// A machine with this MADT.
inline BootInfo read_madt_of(uint64_t lapic_base, Blob const& entries) {
  AcpiMemory memory;
  memory.root_of({memory.place(acpi_table("APIC", madt_body(lapic_base, entries)))});
  return memory.read();
}

}  // namespace burrow

// ACPI 6.4, 5.2.5 (RSDP), 5.2.6 to 5.2.8 (headers, RSDT, XSDT), 5.2.9 (FADT), 5.2.12 (MADT). A table is used only
// whole and with a good checksum; every loop goes forward through a table of at most 1 MiB.
#include "boot/x86_64/acpi.h"

namespace burrow::boot {
namespace {

constexpr uint64_t kHeaderSize = 36;
constexpr uint64_t kMaxTable = 1 << 20;
constexpr uint32_t kMadt = 0x43495041;  // "APIC"
constexpr uint32_t kFadt = 0x50434146;  // "FACP"
constexpr uint32_t kRsdt = 0x54445352;
constexpr uint32_t kXsdt = 0x54445358;

bool sums_to_zero(ByteView bytes) {
  uint8_t sum = 0;
  for (uint64_t i = 0; i < bytes.size; i++) sum = static_cast<uint8_t>(sum + bytes.data[i]);
  return bytes.size != 0 && sum == 0;
}

// The whole table with that signature at that address, or no bytes.
ByteView table_at(Physical const& memory, uint64_t address, uint32_t signature) {
  ByteView const header = memory.at(address, kHeaderSize);
  uint32_t const size = header.u32(4);
  if (header.u32(0) != signature || size < kHeaderSize || size > kMaxTable) return {};
  ByteView const table = memory.at(address, size);
  return sums_to_zero(table) ? table : ByteView{};
}

struct Root {
  ByteView table;
  uint32_t entry_size;
};

// XSDT where there is a good one, else RSDT.
Root find_root(Physical const& memory, uint64_t rsdp) {
  constexpr uint64_t kFirstSize = 20, kSecondSize = 36, kSignature = 0x2052'5450'2044'5352;  // "RSD PTR "
  ByteView const first = memory.at(rsdp, kFirstSize), second = memory.at(rsdp, kSecondSize);
  if (first.u64(0) != kSignature || !sums_to_zero(first)) return {};
  bool const has_xsdt = first.u8(15) >= 2 && sums_to_zero(second);
  if (has_xsdt) {
    ByteView const xsdt = table_at(memory, second.u64(24), kXsdt);
    if (xsdt.size != 0) return {xsdt, 8};
  }
  return {table_at(memory, first.u32(16), kRsdt), 4};
}

ByteView find_table(Physical const& memory, Root const& root, uint32_t signature) {
  for (uint64_t at = kHeaderSize; root.table.has(at, root.entry_size); at += root.entry_size) {
    uint64_t const address = root.table.read(at, root.entry_size);
    if (memory.at(address, 4).u32(0) == signature) return table_at(memory, address, signature);  // the first, or none
  }
  return {};
}

void add_core(BootInfo& boot, uint32_t apic_id) {
  constexpr uint32_t kMaxApicId = 254;  // what the memory-mapped mode can address
  for (uint32_t i = 0; i < boot.ncpu; i++) {
    if (boot.cpu_id[i] == apic_id) return;
  }
  if (boot.ncpu == BootInfo::kMaxCpus || apic_id > kMaxApicId) {
    boot.ncpu_left_out++;
  } else {
    boot.cpu_id[boot.ncpu++] = apic_id;
  }
}

void add_ioapic(BootInfo& boot, uint64_t base, uint32_t first_gsi) {
  constexpr uint64_t kAligned = 16;
  if (base == 0 || base % kAligned != 0 || boot.nioapic == BootInfo::kMaxIoApics) return;
  boot.ioapic[boot.nioapic++] = {base, first_gsi};
}

void override_isa(BootInfo& boot, ByteView entry) {
  constexpr uint8_t kIsa = 0;
  if (entry.size < 10 || entry.u8(2) != kIsa || entry.u8(3) >= BootInfo::kIsaIrqs) return;
  boot.isa_irq[entry.u8(3)] = {entry.u32(4), static_cast<uint16_t>(entry.u8(8) | entry.u8(9) << 8)};
}

void read_madt_entry(ByteView entry, BootInfo& boot) {
  enum Type : uint8_t { kLocalApic = 0, kIoApic = 1, kOverride = 2, kLocalApicAddress = 5, kLocalX2apic = 9 };
  constexpr uint32_t kEnabled = 1;
  switch (entry.u8(0)) {
    case kLocalApic:
      if ((entry.u32(4) & kEnabled) != 0) add_core(boot, entry.u8(3));
      return;
    case kIoApic:
      if (entry.size >= 12) add_ioapic(boot, entry.u32(4), entry.u32(8));
      return;
    case kOverride:
      override_isa(boot, entry);
      return;
    case kLocalApicAddress:
      if (entry.size >= 12) boot.lapic_base = entry.u64(4);
      return;
    case kLocalX2apic:
      if ((entry.u32(8) & kEnabled) != 0) add_core(boot, entry.u32(4));
      return;
    default:
      return;
  }
}

void read_madt(ByteView madt, BootInfo& boot) {
  constexpr uint64_t kEntries = 44, kMinEntry = 2, kPage = 4096;
  boot.lapic_base = madt.u32(kHeaderSize);
  for (uint32_t irq = 0; irq < BootInfo::kIsaIrqs; irq++) boot.isa_irq[irq] = {irq, 0};
  uint64_t at = kEntries;
  while (madt.has(at, kMinEntry)) {
    uint8_t const size = madt.u8(at + 1);
    if (size < kMinEntry || !madt.has(at, size)) break;
    read_madt_entry(madt.part(at, size), boot);
    at += size;
  }
  if (at != madt.size) complain(boot, "the ACPI MADT has an entry that does not fit");
  bool const good_base = boot.lapic_base != 0 && boot.lapic_base % kPage == 0 && boot.lapic_base < BootInfo::kMemoryEnd;
  if (!good_base) complain(boot, "the ACPI MADT has no usable local APIC address");
}

// 0: none.
uint64_t pm_timer_port(ByteView fadt) {
  constexpr uint32_t kHardwareReduced = 1u << 20;
  constexpr uint8_t kIoSpace = 1, kRegisterSize = 4;
  if ((fadt.u32(112) & kHardwareReduced) != 0) return 0;
  uint64_t const legacy = fadt.u8(91) == kRegisterSize ? fadt.u32(76) : 0;
  if (legacy != 0 && legacy <= UINT16_MAX) return legacy;
  uint64_t const extended = fadt.u8(208) == kIoSpace ? fadt.u64(212) : 0;
  return extended <= UINT16_MAX ? extended : 0;
}

}  // namespace

void read_acpi(Physical const& memory, uint64_t rsdp, BootInfo& boot) {
  Root const root = find_root(memory, rsdp);
  if (root.table.size == 0) {
    complain(boot, "the machine has no usable ACPI tables");
    return;
  }
  boot.pm_timer_port = pm_timer_port(find_table(memory, root, kFadt));
  ByteView const madt = find_table(memory, root, kMadt);
  if (madt.size == 0) {
    complain(boot, "the ACPI tables have no usable MADT");
  } else {
    read_madt(madt, boot);
  }
}

}  // namespace burrow::boot

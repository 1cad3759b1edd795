// PCI's configuration space by ports, and what microvm has in its place. PCI Local Bus 3.0, 3.2.2.3.2.
#include "arch/bare.h"
#include "arch/x86_64/irq.h"
#include "arch/x86_64/ops.h"

namespace burrow::bare {
namespace {

enum Port : uint16_t { kAddress = 0xcf8, kData = 0xcfc };

void select(uint32_t devfn, uint32_t offset) {
  constexpr uint32_t kEnable = 1u << 31;
  x86::out32(kAddress, kEnable | devfn << 8 | (offset & 0xfc));
}

bool has_pci() { return (pci_read(0, 0) & 0xffff) != 0xffff; }

}  // namespace

void device_barrier() { x86::mfence(); }

uint32_t pci_read(uint32_t devfn, uint32_t offset) {
  select(devfn, offset);
  return x86::in32(kData);
}

void pci_write(uint32_t devfn, uint32_t offset, uint32_t value) {
  select(devfn, offset);
  x86::out32(kData, value);
}

uint64_t pci_place(uint64_t) { return 0; }        // the firmware has given all a place
uint32_t pci_irq(uint32_t) { return kNoIrq; }     // it would stand in ACPI's code

// microvm's, which only its DSDT names: fixed places, lines from 16 on, or from 24 on where there is a second I/O APIC.
bool virtio_mmio_slot(uint32_t index, DeviceAt& out) {
  constexpr uint64_t kBase = 0xfeb0'0000, kStep = 512;
  constexpr uint32_t kFew = 8, kMany = 24;
  bool const second = x86::has_gsi(kMany);
  if (has_pci() || index >= (second ? kMany : kFew)) return false;
  out = {kBase + index * kStep, (second ? kMany : 16) + index};
  return true;
}

}  // namespace burrow::bare

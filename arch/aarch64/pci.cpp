// PCI's configuration space in memory (ECAM), and a place for the registers of its devices: here no firmware has given them one.
#include "arch/aarch64/core.h"

namespace burrow::bare {
namespace {

constexpr uint64_t kFunctionSize = 4096;

uintptr_t register_at(uint32_t devfn, uint32_t offset) { return machine.pci_ecam + devfn * kFunctionSize + offset; }

}  // namespace

void device_barrier() { dsb_sy(); }

uint32_t pci_read(uint32_t devfn, uint32_t offset) {
  return machine.pci_ecam == 0 ? ~0u : mmio_read(register_at(devfn, offset));
}

void pci_write(uint32_t devfn, uint32_t offset, uint32_t value) {
  if (machine.pci_ecam != 0) mmio_write(register_at(devfn, offset), value);
}

uint64_t pci_place(uint64_t size) {
  uint64_t const address = (machine.pci_next + size - 1) & ~(size - 1);
  if (machine.pci_next == 0 || address + size > machine.pci_end) return 0;
  machine.pci_next = address + size;
  return address;
}

uint32_t pci_irq(uint32_t devfn) {
  uint32_t const irq = machine.pci_irq[devfn / 8 % 4];
  return irq == 0 ? kNoIrq : irq;
}

bool msi_attach(void (*)(void*), void*, Message&) { return false; }  // lines do: not every GIC takes messages

bool virtio_mmio_slot(uint32_t index, DeviceAt& out) {
  if (index >= machine.nvirtio_mmio) return false;
  out = machine.virtio_mmio[index];
  return true;
}

}  // namespace burrow::bare

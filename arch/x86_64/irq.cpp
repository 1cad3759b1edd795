// Each line and each source of messages gets a vector of its own, and all of them go to core 0, which only wakes goroutines: any core
// may run them. A line of an ISA device is edge-triggered and active high, any other level-triggered, unless the MADT says
// otherwise.
#include "arch/x86_64/irq.h"

#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/lapic.h"

namespace burrow::x86 {
namespace {

enum Register : uint32_t { kVersion = 1, kRedirection = 0x10 };
constexpr uint32_t kActiveLow = 1 << 13, kLevel = 1 << 15, kMasked = 1 << 16;
enum Inti : uint16_t { kPolarity = 3, kIsLow = 3, kTrigger = 3 << 2, kIsEdge = 1 << 2, kIsLevel = 3 << 2 };

constexpr uint32_t kMessage = UINT32_MAX;  // in place of a line

struct Handler {
  uint32_t vector;
  uint32_t gsi;
  void (*call)(void* device);
  void* device;
};

// -- core 0 before the first goroutine runs, then constant
constinit struct {
  uint32_t nioapic;
  BootInfo::IoApic ioapic[BootInfo::kMaxIoApics];
  BootInfo::IsaIrq isa[BootInfo::kIsaIrqs];
  uint32_t nvectors;
  uint32_t nhandlers;
  Handler handlers[kMaxDeviceIrqs];
} irqs{};

uint32_t read(BootInfo::IoApic const& ioapic, uint32_t index) {
  *reinterpret_cast<uint32_t volatile*>(ioapic.base) = index;
  return *reinterpret_cast<uint32_t volatile*>(ioapic.base + 0x10);
}

void write(BootInfo::IoApic const& ioapic, uint32_t index, uint32_t value) {
  *reinterpret_cast<uint32_t volatile*>(ioapic.base) = index;
  *reinterpret_cast<uint32_t volatile*>(ioapic.base + 0x10) = value;
}

uint32_t inputs(BootInfo::IoApic const& ioapic) { return (read(ioapic, kVersion) >> 16 & 0xff) + 1; }

BootInfo::IoApic const* find_ioapic(uint32_t gsi) {
  for (uint32_t i = 0; i < irqs.nioapic; i++) {
    BootInfo::IoApic const& ioapic = irqs.ioapic[i];
    if (gsi >= ioapic.first_gsi && gsi - ioapic.first_gsi < inputs(ioapic)) return &ioapic;
  }
  return nullptr;
}

uint32_t mode(uint32_t gsi) {
  for (BootInfo::IsaIrq const& line : irqs.isa) {
    if (line.gsi != gsi) continue;
    uint32_t const low = (line.flags & kPolarity) == kIsLow ? kActiveLow : 0;
    return low | ((line.flags & kTrigger) == kIsLevel ? kLevel : 0);
  }
  return kLevel;
}

// The vector of a line, a new one if it has none.
uint32_t vector_for(uint32_t gsi) {
  for (uint32_t i = 0; i < irqs.nhandlers; i++) {
    if (gsi != kMessage && irqs.handlers[i].gsi == gsi) return irqs.handlers[i].vector;
  }
  return kDeviceVector + irqs.nvectors++;
}

}  // namespace

void irq_init(BootInfo const& boot) {
  irqs.nioapic = boot.nioapic;
  for (uint32_t i = 0; i < boot.nioapic; i++) {
    irqs.ioapic[i] = boot.ioapic[i];
    for (uint32_t pin = 0; pin < inputs(boot.ioapic[i]); pin++) write(boot.ioapic[i], kRedirection + 2 * pin, kMasked);
  }
  for (uint32_t irq = 0; irq < BootInfo::kIsaIrqs; irq++) irqs.isa[irq] = boot.isa_irq[irq];
}

uint32_t isa_gsi(uint32_t irq) {
  uint32_t const gsi = irqs.isa[irq].gsi;
  return find_ioapic(gsi) != nullptr ? gsi : bare::kNoIrq;
}

bool has_gsi(uint32_t gsi) { return find_ioapic(gsi) != nullptr; }

bool device_interrupt(uint64_t vector) {
  bool handled = false;
  for (uint32_t i = 0; i < irqs.nhandlers; i++) {
    Handler const& handler = irqs.handlers[i];
    if (handler.vector != vector) continue;
    handler.call(handler.device);
    handled = true;
  }
  return handled;
}

}  // namespace burrow::x86

namespace burrow::arch {

bool irq_attach(uint32_t irq, void (*handler)(void*), void* device) {
  using namespace x86;
  BootInfo::IoApic const* ioapic = find_ioapic(irq);
  if (ioapic == nullptr || irqs.nhandlers == kMaxDeviceIrqs) return false;
  uint32_t const vector = vector_for(irq), at = kRedirection + 2 * (irq - ioapic->first_gsi);
  irqs.handlers[irqs.nhandlers++] = {vector, irq, handler, device};
  x86::write(*ioapic, at + 1, x86_cores[0].apic_id << 24);
  x86::write(*ioapic, at, vector | mode(irq));
  return true;
}

}  // namespace burrow::arch

namespace burrow::bare {

// SDM vol. 3, 11.11: fixed delivery to one core.
bool msi_attach(void (*handler)(void*), void* device, Message& out) {
  using namespace x86;
  constexpr uint64_t kMessages = 0xfee0'0000;
  if (irqs.nhandlers == kMaxDeviceIrqs) return false;
  uint32_t const vector = vector_for(kMessage);
  irqs.handlers[irqs.nhandlers++] = {vector, kMessage, handler, device};
  out = {kMessages | x86_cores[0].apic_id << 12, vector};
  return true;
}

}  // namespace burrow::bare

// Chooses the interrupt controller found at boot.
#include "arch/aarch64/gic.h"

namespace burrow::bare {

void gic_init(BootInfo const& boot) {
  machine.gic_version = boot.gic_version;
  machine.gicd = boot.gicd_base;
  machine.gicc = boot.gicc_base;
  machine.gicr = boot.gicr_base;
  machine.gicr_size = boot.gicr_size;
  machine.timer_irq = boot.timer_irq;
  machine.gic_version == 3 ? gicv3::init() : gicv2::init();
}

void gic_core_init(Core& core) { machine.gic_version == 3 ? gicv3::core_init(core) : gicv2::core_init(core); }

void gic_enable(uint32_t irq) { machine.gic_version == 3 ? gicv3::enable(irq) : gicv2::enable(irq); }

uint32_t gic_lines() {
  constexpr uintptr_t kTyper = 4;
  uint32_t const lines = ((mmio_read(machine.gicd + kTyper) & 0x1f) + 1) * 32;
  return lines < kFirstSpecial ? lines : kFirstSpecial;
}

uint32_t gic_ack() { return machine.gic_version == 3 ? gicv3::ack() : gicv2::ack(); }

void gic_eoi(uint32_t ack) { machine.gic_version == 3 ? gicv3::eoi(ack) : gicv2::eoi(ack); }

void gic_ack_stop() { machine.gic_version == 3 ? gicv3::ack_group0() : static_cast<void>(gicv2::ack()); }

void gic_send(Core const& target, uint32_t sgi) {
  dsb_ishst();
  machine.gic_version == 3 ? gicv3::send(target, sgi) : gicv2::send(target, sgi);
}

}  // namespace burrow::bare

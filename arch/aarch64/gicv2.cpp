// GICv2 (IHI 0048): memory-mapped, up to 8 cores. Group 0 exists here only where there is no Secure state beside us;
// elsewhere its bits read as zero, and the stop comes as an ordinary interrupt.
#include "arch/aarch64/gic.h"

namespace burrow::bare::gicv2 {
namespace {

// -- distributor; the first word of each bitmap is banked per core
constexpr uintptr_t kCtlr = 0x000;
constexpr uintptr_t kGroup = 0x080;
constexpr uintptr_t kSetEnable = 0x100;
constexpr uintptr_t kClearEnable = 0x180;
constexpr uintptr_t kPriority = 0x400;
constexpr uintptr_t kTargets = 0x800;
constexpr uintptr_t kConfig = 0xc00;  // two bits each: level-triggered is 0
constexpr uintptr_t kSgi = 0xf00;
// -- CPU interface
constexpr uintptr_t kCpuCtlr = 0x00;
constexpr uintptr_t kPriorityMask = 0x04;
constexpr uintptr_t kAck = 0x0c;
constexpr uintptr_t kEoi = 0x10;

constexpr uint32_t kBothGroups = 3;
constexpr uint32_t kAckGroup1 = 4;  // kAck and kEoi serve both groups
constexpr uint32_t kGroup0ByFiq = 8;

}  // namespace

void init() { mmio_write(machine.gicd + kCtlr, kBothGroups); }

void core_init(Core& core) {
  uint32_t const ours = 1u << kPokeSgi | 1u << kStopSgi | 1u << machine.timer_irq;
  mmio_write(machine.gicd + kClearEnable, ~0u);
  mmio_write(machine.gicd + kGroup, ~(1u << kStopSgi));
  mmio_write8(machine.gicd + kPriority + kPokeSgi, 0xa0);
  mmio_write8(machine.gicd + kPriority + kStopSgi, 0);
  mmio_write8(machine.gicd + kPriority + machine.timer_irq, 0xa0);
  mmio_write(machine.gicd + kSetEnable, ours);
  uint32_t const self = mmio_read(machine.gicd + kTargets) & 0xff;
  core.gic_target = self == 0 ? 1 : self;  // one core only: reads as zero
  mmio_write(machine.gicc + kPriorityMask, 0xff);
  mmio_write(machine.gicc + kCpuCtlr, kBothGroups | kAckGroup1 | kGroup0ByFiq);
}

void enable(uint32_t irq) {
  uint32_t const word = irq / 32 * 4, bit = 1u << irq % 32;
  uintptr_t const config = machine.gicd + kConfig + irq / 16 * 4;
  mmio_write(machine.gicd + kGroup + word, mmio_read(machine.gicd + kGroup + word) | bit);
  mmio_write(config, mmio_read(config) & ~(2u << irq % 16 * 2));
  mmio_write8(machine.gicd + kPriority + irq, 0xa0);
  mmio_write8(machine.gicd + kTargets + irq, static_cast<uint8_t>(machine.by_id[0]->gic_target));
  mmio_write(machine.gicd + kSetEnable + word, bit);
}

uint32_t ack() { return mmio_read(machine.gicc + kAck); }

void eoi(uint32_t ack) { mmio_write(machine.gicc + kEoi, ack); }

void send(Core const& target, uint32_t sgi) { mmio_write(machine.gicd + kSgi, target.gic_target << 16 | sgi); }

}  // namespace burrow::bare::gicv2

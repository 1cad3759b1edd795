// GICv3 (IHI 0069): the CPU interface by system registers, one redistributor per core, found by its affinity.
#include "arch/aarch64/gic.h"
#include "arch/line.h"

namespace burrow::bare::gicv3 {
namespace {

// -- distributor; a redistributor's control register lies at the same offset
constexpr uintptr_t kCtlr = 0x000;
constexpr uint32_t kEnableGroup0 = 1;
constexpr uint32_t kEnableGroup1 = 2;
constexpr uint32_t kAffinityRouting = 0x10;
constexpr uint32_t kOneSecurityState = 0x40;
constexpr uint32_t kWritePending = 0x8000'0000;
constexpr uintptr_t kSpiGroup = 0x080;
constexpr uintptr_t kSpiSetEnable = 0x100;
constexpr uintptr_t kSpiPriority = 0x400;
constexpr uintptr_t kConfig = 0xc00;  // two bits each: level-triggered is 0
constexpr uintptr_t kRouter = 0x6000;
// -- redistributor: a page for control, a page for SGIs and PPIs, two more where it has virtual LPIs
constexpr uint32_t kRedistributorWritePending = 8;
constexpr uintptr_t kTyper = 0x0008;
constexpr uint64_t kVirtualLpis = 2;
constexpr uint64_t kLast = 0x10;
constexpr uintptr_t kFrame = 0x20000;
constexpr uintptr_t kWaker = 0x0014;
constexpr uint32_t kProcessorSleep = 2;
constexpr uint32_t kChildrenAsleep = 4;
constexpr uintptr_t kGroup = 0x10080;
constexpr uintptr_t kSetEnable = 0x10100;
constexpr uintptr_t kClearEnable = 0x10180;
constexpr uintptr_t kPriority = 0x10400;

constexpr uint32_t kPatience = 1'000'000;  // reads of a register that should change at once

void wait_for_zero(uintptr_t address, uint32_t bits) {
  for (uint32_t i = 0; i < kPatience && (mmio_read(address) & bits) != 0; i++) arch::cpu_relax();
}

uint64_t affinity_of(uintptr_t gicr) {  // in MPIDR's form
  uint64_t const packed = mmio_read64(gicr + kTyper) >> 32;
  return (packed & 0xff00'0000) << 8 | (packed & 0xff'ffff);
}

uintptr_t find_redistributor(Core const& core) {
  uintptr_t const end = machine.gicr + machine.gicr_size;
  for (uintptr_t gicr = machine.gicr; gicr + kFrame <= end;) {
    if (affinity_of(gicr) == core.mpidr) return gicr;
    uint64_t const typer = mmio_read64(gicr + kTyper);
    if ((typer & kLast) != 0) break;
    gicr += (typer & kVirtualLpis) != 0 ? 2 * kFrame : kFrame;
  }
  return 0;
}

void cpu_interface_init() {
  constexpr uint64_t kSystemRegisters = 1;
  write_icc_sre_el1(read_icc_sre_el1() | kSystemRegisters);
  isb();
  write_icc_pmr_el1(0xff);
  if (machine.gic_group0) write_icc_igrpen0_el1(1);
  write_icc_igrpen1_el1(1);
  isb();
}

}  // namespace

void init() {
  mmio_write(machine.gicd + kCtlr, kAffinityRouting);
  wait_for_zero(machine.gicd + kCtlr, kWritePending);
  machine.gic_group0 = (mmio_read(machine.gicd + kCtlr) & kOneSecurityState) != 0;
  uint32_t const groups = machine.gic_group0 ? kEnableGroup0 | kEnableGroup1 : kEnableGroup1;
  mmio_write(machine.gicd + kCtlr, kAffinityRouting | groups);
  wait_for_zero(machine.gicd + kCtlr, kWritePending);
}

void core_init(Core& core) {
  core.gicr = find_redistributor(core);
  if (core.gicr == 0) {
    if (core.id != 0) dead_end();  // reported as one that did not start
    Line().text("burrow: usage: a core has no GICv3 redistributor").end();
    arch::exit(arch::Verdict::usage);
  }
  mmio_write(core.gicr + kWaker, mmio_read(core.gicr + kWaker) & ~kProcessorSleep);
  wait_for_zero(core.gicr + kWaker, kChildrenAsleep);
  uint32_t const ours = 1u << kPokeSgi | 1u << kStopSgi | 1u << machine.timer_irq;
  mmio_write(core.gicr + kClearEnable, ~0u);
  mmio_write(core.gicr + kGroup, machine.gic_group0 ? ~(1u << kStopSgi) : ~0u);
  mmio_write8(core.gicr + kPriority + kPokeSgi, 0xa0);
  mmio_write8(core.gicr + kPriority + kStopSgi, 0);
  mmio_write8(core.gicr + kPriority + machine.timer_irq, 0xa0);
  mmio_write(core.gicr + kSetEnable, ours);
  wait_for_zero(core.gicr + kCtlr, kRedistributorWritePending);
  cpu_interface_init();
}

void enable(uint32_t irq) {
  uint32_t const word = irq / 32 * 4, bit = 1u << irq % 32;
  uintptr_t const config = machine.gicd + kConfig + irq / 16 * 4;
  mmio_write(machine.gicd + kSpiGroup + word, mmio_read(machine.gicd + kSpiGroup + word) | bit);
  mmio_write(config, mmio_read(config) & ~(2u << irq % 16 * 2));
  mmio_write8(machine.gicd + kSpiPriority + irq, 0xa0);
  mmio_write64(machine.gicd + kRouter + irq * 8, machine.by_id[0]->mpidr);
  mmio_write(machine.gicd + kSpiSetEnable + word, bit);
  wait_for_zero(machine.gicd + kCtlr, kWritePending);
}

uint32_t ack() {
  uint32_t const id = static_cast<uint32_t>(read_icc_iar1_el1());
  dsb_sy();
  return id;
}

void eoi(uint32_t ack) {
  write_icc_eoir1_el1(ack);
  isb();
}

void ack_group0() {
  read_icc_iar0_el1();
  dsb_sy();
}

void send(Core const& target, uint32_t sgi) {
  uint64_t const affinity = target.mpidr;
  uint64_t const value = (affinity >> 32 & 0xff) << 48 | (affinity >> 16 & 0xff) << 32 | (affinity >> 8 & 0xff) << 16 |
                         (affinity >> 4 & 0xf) << 44 | uint64_t{sgi} << 24 | uint64_t{1} << (affinity & 0xf);
  sgi == kStopSgi && machine.gic_group0 ? write_icc_sgi0r_el1(value) : write_icc_sgi1r_el1(value);
  isb();
}

}  // namespace burrow::bare::gicv3

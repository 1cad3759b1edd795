// Local APIC registers; interrupts between cores by fixed physical destination. SDM vol. 3, 11.4 to 11.6.
#include "arch/x86_64/lapic.h"

#include "arch/arch.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

enum Register : uint32_t {
  kTaskPriority = 0x80, kEoi = 0xb0, kSpurious = 0xf0, kErrorStatus = 0x280, kCommandLow = 0x300,
  kCommandHigh = 0x310, kLvtTimer = 0x320, kLvtLint0 = 0x350, kLvtLint1 = 0x360, kLvtError = 0x370,
  kInitialCount = 0x380, kCurrentCount = 0x390, kDivide = 0x3e0,
};
enum Command : uint32_t {
  kNmi = 4 << 8, kInit = 5 << 8, kStartUp = 6 << 8, kPending = 1 << 12, kAssert = 1 << 14,
};
constexpr uint32_t kMasked = 1 << 16;
constexpr uint32_t kTscDeadlineMode = 2 << 17;
constexpr uint32_t kNmiDelivery = 4 << 8;
constexpr uint32_t kApicBaseMsr = 0x1b;
constexpr uint64_t kApicEnable = 1 << 11;

constinit uintptr_t base = 0;  // core 0 before the others start, then constant

volatile uint32_t& reg(uint32_t offset) { return *reinterpret_cast<volatile uint32_t*>(base + offset); }

void send(uint32_t apic_id, uint32_t command) {
  constexpr uint32_t kMaxPolls = 100'000;
  arch::IrqState const state = arch::irq_save();  // a handler that pokes must not come between the two writes
  for (uint32_t i = 0; i < kMaxPolls && (reg(kCommandLow) & kPending) != 0; i++) arch::cpu_relax();
  reg(kCommandHigh) = apic_id << 24;
  reg(kCommandLow) = command | kAssert;
  arch::irq_restore(state);
}

}  // namespace

void lapic_set_base(BootInfo const& boot) { base = boot.lapic_base; }

void lapic_init() {
  constexpr uint32_t kSoftwareEnable = 1 << 8;
  wrmsr(kApicBaseMsr, rdmsr(kApicBaseMsr) | kApicEnable);
  reg(kSpurious) = kSoftwareEnable | kSpuriousVector;
  reg(kTaskPriority) = 0;
  reg(kLvtTimer) = kTimerVector;
  reg(kLvtLint0) = kMasked;
  reg(kLvtLint1) = this_core().id == 0 ? kNmiDelivery : kMasked;  // the NMI button: a report of what core 0 does
  reg(kLvtError) = kMasked;
  reg(kErrorStatus) = 0;
}

void lapic_eoi() { reg(kEoi) = 0; }
void lapic_poke(uint32_t apic_id) { send(apic_id, kPokeVector); }
void lapic_nmi(uint32_t apic_id) { send(apic_id, kNmi); }
void lapic_init_core(uint32_t apic_id) { send(apic_id, kInit); }
void lapic_start_core(uint32_t apic_id, uint64_t trampoline) {
  send(apic_id, kStartUp | static_cast<uint32_t>(trampoline >> 12));
}

void lapic_timer_start(uint32_t count, bool by_128) {
  constexpr uint32_t kBy1 = 0b1011, kBy128 = 0b1010;
  reg(kDivide) = by_128 ? kBy128 : kBy1;
  reg(kInitialCount) = count;
}

void lapic_timer_by_tsc() {
  reg(kLvtTimer) = kTimerVector | kTscDeadlineMode;
  asm volatile("mfence" : : : "memory");  // the mode before the first deadline, SDM vol. 3, 11.5.4.1
}

uint32_t lapic_timer_left() { return reg(kCurrentCount); }

}  // namespace burrow::x86

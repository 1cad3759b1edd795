// nanotime from the TSC; one deadline per core from the local APIC: TSC-deadline mode, or its 32-bit one-shot,
// undivided for near deadlines, by 128 for far ones, in several shots beyond that. Go: nanotime1 in sys_linux_amd64.s.
// Invariants: C7 core.deadline_ns changes masked only. C8 a deadline that has not passed is armed.
#include "arch/x86_64/clock.h"

#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

constexpr uint32_t kTscDeadlineMsr = 0x6e0;
constexpr uint32_t kFraction = 32;
using Wide = unsigned __int128;

struct Clock {
  // -- constant after clock_init
  uint64_t tsc_start;
  uint64_t ns_per_tsc;    // all three with kFraction fractional bits
  uint64_t tsc_per_ns;
  uint64_t lapic_per_ns;
  bool by_tsc;
};
constinit Clock rate{};

// Rounded up, and at most `limit`.
uint64_t scaled(uint64_t value, uint64_t factor, uint64_t limit) {
  Wide const product = (Wide{value} * factor >> kFraction) + 1;
  return product > limit ? limit : static_cast<uint64_t>(product);
}

void arm_by_tsc(int64_t when_ns) {
  wrmsr(kTscDeadlineMsr, rate.tsc_start + scaled(static_cast<uint64_t>(when_ns), rate.tsc_per_ns, UINT64_MAX / 2));
}

void arm_by_count(int64_t when_ns) {
  int64_t const now = arch::nanotime();
  uint64_t const delta = when_ns > now ? static_cast<uint64_t>(when_ns - now) : 0;
  uint64_t const ticks = scaled(delta, rate.lapic_per_ns, UINT64_MAX / 2);
  if (ticks <= UINT32_MAX) return lapic_timer_start(static_cast<uint32_t>(ticks), false);
  uint64_t const slow_ticks = ticks / 128 + 1;
  lapic_timer_start(slow_ticks <= UINT32_MAX ? static_cast<uint32_t>(slow_ticks) : UINT32_MAX, true);
}

// irq masked.
void arm(int64_t when_ns) {
  if (rate.by_tsc) {
    if (when_ns == arch::kNever) return wrmsr(kTscDeadlineMsr, 0);
    arm_by_tsc(when_ns < 0 ? 0 : when_ns);
  } else {
    if (when_ns == arch::kNever) return lapic_timer_start(0, false);
    arm_by_count(when_ns);
  }
}

}  // namespace

void clock_init(BootInfo const& boot) {
  Rates const rates = calibrate(boot);
  if (rates.elapsed_ns == 0 || rates.tsc_ticks == 0 || rates.lapic_ticks == 0) {
    constexpr char kText[] = "burrow: usage: this machine has no clock to measure others by: neither ACPI PM timer nor PIT\n";
    arch::write(kText, sizeof(kText) - 1);
    arch::exit(arch::Verdict::usage);
  }
  rate.ns_per_tsc = (rates.elapsed_ns << kFraction) / rates.tsc_ticks;
  rate.tsc_per_ns = (rates.tsc_ticks << kFraction) / rates.elapsed_ns;
  rate.lapic_per_ns = (rates.lapic_ticks << kFraction) / rates.elapsed_ns;
  rate.by_tsc = cpu_has_tsc_deadline();
  rate.tsc_start = rdtsc();
  clock_init_core();
}

void clock_init_core() {
  this_core().deadline_ns = arch::kNever;
  if (rate.by_tsc) lapic_timer_by_tsc();
}

bool clock_due() {
  Core& core = this_core();
  if (core.deadline_ns == arch::kNever) return false;
  if (arch::nanotime() < core.deadline_ns) {
    arm(core.deadline_ns);
    return false;
  }
  core.deadline_ns = arch::kNever;
  return true;
}

void delay_us(uint32_t us) {
  int64_t const end = arch::nanotime() + int64_t{us} * 1000;
  while (arch::nanotime() < end) arch::cpu_relax();
}

}  // namespace burrow::x86

namespace burrow::arch {

int64_t nanotime() {
  uint64_t const ticks = x86::rdtsc() - x86::rate.tsc_start;
  return static_cast<int64_t>(x86::Wide{ticks} * x86::rate.ns_per_tsc >> x86::kFraction);
}

void set_deadline(int64_t when_ns) {
  IrqState const state = irq_save();
  x86::this_core().deadline_ns = when_ns;
  x86::arm(when_ns);
  irq_restore(state);
}

}  // namespace burrow::arch

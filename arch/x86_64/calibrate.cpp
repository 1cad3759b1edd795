// Measures TSC and local APIC timer against a clock of known rate: the ACPI PM timer, or the PIT where there is none.
// A host may stop this core between two reads, so each sample is the tightest of several.
#include "arch/arch.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

struct Reference {
  uint32_t (*read)(uint16_t port);  // counts up
  uint16_t port;
  uint32_t mask;
  uint32_t hz;
};

struct Sample {
  uint64_t tsc;
  uint32_t lapic;  // counts down
  uint32_t reference;
};

constexpr uint16_t kPitChannel0 = 0x40;
constexpr uint16_t kPitCommand = 0x43;

uint32_t read_pm_timer(uint16_t port) { return in32(port); }

uint32_t read_pit(uint16_t port) {
  out8(kPitCommand, 0);  // latch channel 0
  uint32_t const low = in8(port);
  return ~(low | uint32_t{in8(port)} << 8);
}

// Channel 0, whose gate is always open; its interrupt is masked. One count down from 65535: 54 ms.
void start_pit() {
  constexpr uint8_t kChannel0Mode0 = 0x30;
  out8(kPitCommand, kChannel0Mode0);
  out8(kPitChannel0, 0xff);
  out8(kPitChannel0, 0xff);
}

bool moves(Reference const& clock) {
  constexpr uint32_t kMaxPolls = 100'000;
  uint32_t const first = clock.read(clock.port) & clock.mask;
  for (uint32_t i = 0; i < kMaxPolls; i++) {
    if ((clock.read(clock.port) & clock.mask) != first) return true;
    arch::cpu_relax();
  }
  return false;
}

Sample sample(Reference const& clock) {
  constexpr uint32_t kTries = 8;
  Sample best{};
  uint64_t best_width = UINT64_MAX;
  for (uint32_t i = 0; i < kTries; i++) {
    uint64_t const before = rdtsc();
    uint32_t const reference = clock.read(clock.port);
    uint32_t const lapic = lapic_timer_left();
    uint64_t const width = rdtsc() - before;
    if (width >= best_width) continue;
    best_width = width;
    best = {before + width / 2, lapic, reference};
  }
  return best;
}

Rates measure(Reference const& clock) {
  constexpr uint32_t kWindowUs = 10'000;
  constexpr uint32_t kMaxPolls = 8'000'000;
  constexpr uint32_t kRelaxEvery = 16;  // no other core runs yet, and an emulator takes long to go round many of them
  uint32_t const window = static_cast<uint32_t>(uint64_t{clock.hz} * kWindowUs / 1'000'000);
  lapic_timer_start(UINT32_MAX, false);
  Sample const first = sample(clock);
  for (uint32_t i = 0; i < kMaxPolls; i++) {
    if (((clock.read(clock.port) - first.reference) & clock.mask) >= window) break;
    if (i % kRelaxEvery == 0) arch::cpu_relax();
  }
  Sample const last = sample(clock);
  lapic_timer_start(0, false);
  uint64_t const ticks = (last.reference - first.reference) & clock.mask;
  return {last.tsc - first.tsc, first.lapic - last.lapic, ticks * 1'000'000'000 / clock.hz};
}

}  // namespace

Rates calibrate(BootInfo const& boot) {
  Reference const pm_timer{read_pm_timer, static_cast<uint16_t>(boot.pm_timer_port), 0xff'ffff, 3'579'545};
  if (boot.pm_timer_port != 0 && moves(pm_timer)) return measure(pm_timer);
  Reference const pit{read_pit, kPitChannel0, 0xffff, 1'193'182};
  start_pit();
  if (moves(pit)) return measure(pit);
  return {};
}

}  // namespace burrow::x86

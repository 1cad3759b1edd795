// The virtual generic timer: one counter for all cores, one comparator each. Go: nanotime, setitimer.
#include "arch/aarch64/clock.h"

#include "arch/aarch64/core.h"

namespace burrow::bare {
namespace {

constexpr uint64_t kEnable = 1;
constexpr uint64_t kNsPerSecond = 1'000'000'000;
constexpr uint64_t kFar = uint64_t{1} << 62;

uint64_t scale(uint64_t value, uint64_t factor) {  // factor is 32.32
  unsigned __int128 const product = static_cast<unsigned __int128>(value) * factor >> 32;
  return product > kFar ? kFar : static_cast<uint64_t>(product);
}

uint64_t ticks() {
  isb();  // the counter is not read ahead of what comes before
  return read_cntvct_el0();
}

}  // namespace

void clock_init() {
  uint64_t const frequency = read_cntfrq_el0();
  machine.ns_per_tick = (kNsPerSecond << 32) / frequency;
  machine.ticks_per_ns = (frequency << 32) / kNsPerSecond + ((frequency << 32) % kNsPerSecond != 0);
  machine.ticks_at_boot = ticks();
}

void clock_fired() { write_cntv_ctl_el0(0); }

}  // namespace burrow::bare

namespace burrow::arch {

int64_t nanotime() {
  return static_cast<int64_t>(bare::scale(bare::ticks() - bare::machine.ticks_at_boot, bare::machine.ns_per_tick));
}

void set_deadline(int64_t when_ns) {
  if (when_ns == kNever) {
    bare::write_cntv_ctl_el0(0);
    bare::isb();
    return;
  }
  uint64_t const when = when_ns < 0 ? 0 : static_cast<uint64_t>(when_ns);
  uint64_t const after_boot = bare::scale(when, bare::machine.ticks_per_ns) + 1;  // + 1: nanotime() rounds down
  bare::write_cntv_cval_el0(bare::machine.ticks_at_boot + after_boot);
  bare::write_cntv_ctl_el0(bare::kEnable);
  bare::isb();
}

}  // namespace burrow::arch

// What differs between virtual time and real time. The build says which: BURROW_PACE is kVirtual or kReal.
#pragma once

#include <cstdint>

#include "arch/arch.h"

namespace burrow::scenario {

struct Pace {
  uint32_t times;  // how much longer durations and loops are
  bool exact;      // a bound on time holds to the nanosecond
  bool relax;      // cores share a host's: who waits by looking lets others go on
};

inline constexpr Pace kVirtual{.times = 1, .exact = true, .relax = false};
inline constexpr Pace kReal{.times = 100, .exact = false, .relax = true};
inline constexpr Pace pace = BURROW_PACE;

// In a loop that waits by looking, or that only an interrupt stops. Never a call.
[[gnu::always_inline]] inline void look() {
  if constexpr (pace.relax) {
    arch::cpu_relax();
  } else {
    asm volatile("" : : : "memory");
  }
}

}  // namespace burrow::scenario

// Rates found at boot (calibrate.cpp) and the two questions traps and cores ask the clock.
#pragma once

#include <cstdint>

#include "boot/boot_info.h"

namespace burrow::x86 {

struct Rates {
  uint64_t tsc_ticks;    // in elapsed_ns
  uint64_t lapic_ticks;  // in elapsed_ns, undivided
  uint64_t elapsed_ns;   // 0: there is no clock to measure against
};
Rates calibrate(BootInfo const& boot);  // core 0, masked, after lapic_init

void clock_init(BootInfo const& boot);  // core 0
void clock_init_core();                 // each core, after lapic_init
bool clock_due();                       // timer interrupt: true once per deadline; re-arms a timer that was too short

void delay_us(uint32_t us);

}  // namespace burrow::x86

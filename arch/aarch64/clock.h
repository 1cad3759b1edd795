// The virtual generic timer (Arm ARM D11).
#pragma once

namespace burrow::bare {

void clock_init();  // boot core, once; boot_main has made sure that the counter has a frequency
void clock_fired();  // timer interrupt: silences the one shot

}  // namespace burrow::bare

// The caller's floating-point control state: rounding, exceptions. One file for each instruction set.
#pragma once

#include <cstdint>

namespace burrow {

uint64_t fp_control();
void set_fp_control(uint64_t control);
uint64_t fp_toward_zero(uint64_t control);  // the same, but rounding toward zero

}  // namespace burrow

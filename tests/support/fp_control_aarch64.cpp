// fpcr.
#include "tests/support/fp_control.h"

namespace burrow {

uint64_t fp_control() {
  uint64_t fpcr;
  asm volatile("mrs %0, fpcr" : "=r"(fpcr));
  return fpcr;
}

void set_fp_control(uint64_t control) { asm volatile("msr fpcr, %0" : : "r"(control)); }

uint64_t fp_toward_zero(uint64_t control) { return control | 3 << 22; }

}  // namespace burrow

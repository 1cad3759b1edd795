// mxcsr above the x87 control word. The sticky exception flags of mxcsr are no control.
#include "tests/support/fp_control.h"

namespace burrow {

uint64_t fp_control() {
  constexpr uint32_t kFlags = 0x3f;
  uint32_t mxcsr;
  uint16_t x87;
  asm volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
  return uint64_t{mxcsr & ~kFlags} << 32 | x87;
}

void set_fp_control(uint64_t control) {
  auto const mxcsr = static_cast<uint32_t>(control >> 32);
  auto const x87 = static_cast<uint16_t>(control);
  asm volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(mxcsr), "m"(x87));
}

uint64_t fp_toward_zero(uint64_t control) { return control | uint64_t{3} << (32 + 13) | 3 << 10; }

}  // namespace burrow

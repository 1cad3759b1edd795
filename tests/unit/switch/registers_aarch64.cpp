// Procedure call standard for AArch64, 6.1: x19 to x28, x29, d8 to d15, fpcr.
#include "tests/unit/switch/registers.h"

namespace burrow::arch {

uint32_t const kRegisterCount = 20;
char const* const kRegisterNames[] = {"x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28",
                                      "x29", "d8",  "d9",  "d10", "d11", "d12", "d13", "d14", "d15", "fpcr"};
uint32_t const kControlCount = 1;
uint64_t const kDefaultControl[] = {0};
uintptr_t const kCallPushes = 0;

extern "C" {
Entry entry_record;
}

Registers pattern(uint64_t seed) {
  Registers registers{};
  for (uint32_t i = 0; i < 19; i++) registers.value[i] = (seed + 1) * 0x9e3779b97f4a7c15 + i;
  registers.value[19] = seed % 2 != 0 ? 0x0300'0000 : 0x00c0'0000;  // flush to zero, default NaN; round to zero
  return registers;
}

}  // namespace burrow::arch

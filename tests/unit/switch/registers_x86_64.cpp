// SysV ABI for x86-64, 3.2.1: rbx rbp r12 to r15, the control bits of mxcsr, the x87 control word.
#include "tests/unit/switch/registers.h"

namespace burrow::arch {

uint32_t const kRegisterCount = 8;
char const* const kRegisterNames[] = {"rbx", "rbp", "r12", "r13", "r14", "r15", "mxcsr", "x87 control word"};
uint32_t const kControlCount = 2;
uint64_t const kDefaultControl[] = {0x1f80, 0x037f};
uintptr_t const kCallPushes = 8;

extern "C" {
Entry entry_record;
}

Registers pattern(uint64_t seed) {
  Registers registers{};
  for (uint32_t i = 0; i < 6; i++) registers.value[i] = (seed + 1) * 0x9e3779b97f4a7c15 + i;
  bool const odd = seed % 2 != 0;
  registers.value[6] = odd ? 0x9fc0 : 0x7f80;  // flush to zero both ways; round to zero
  registers.value[7] = odd ? 0x027f : 0x0f7f;  // double precision; round to zero
  return registers;
}

}  // namespace burrow::arch

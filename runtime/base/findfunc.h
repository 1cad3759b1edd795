// What is known of a code address. Go: findfunc, funcname, funcline (symtab.go).
#pragma once

#include <cstdint>

namespace burrow {

struct Func {
  char const* name;  // with its namespaces, without arguments
  uintptr_t entry;
  char const* file;  // nullptr: not known
  uint32_t line;
  uint8_t ret;       // at pc the return address is in: the record at fp, the link register, or a word of the stack from sp on
  static constexpr uint8_t kInRecord = 0, kInLr = 255, kWordAtSp = 1;
};

// Fills func for the function that pc lies in. false: no such function. Any context; takes no lock.
using FindFunc = bool (*)(uintptr_t pc, Func* func);

// The kernel's, which has the tables; nullptr: reports show bare addresses.
extern FindFunc findfunc_hook;

}  // namespace burrow

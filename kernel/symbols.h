// Names and lines for code addresses, from the tables that linker/symtab.py puts into the image by the second link pass.
#pragma once

#include "runtime/base/findfunc.h"

namespace burrow {

struct Symbol {
  uint64_t address;
  char const* name;
};

// Holds for the instructions from address on, up to the next row's. line 0: no line is known.
struct LineRow {
  uint32_t address;
  uint8_t file;
  uint8_t ret;  // as in Func
  uint16_t line;
};

// The function that pc lies in: the last one that does not begin behind it. nullptr: pc is before all of them, or the
// table is empty.
Symbol const* find_symbol(uint64_t pc);

// The row that pc lies in; nullptr likewise.
LineRow const* find_line(uint64_t pc);

// A FindFunc.
bool findfunc(uintptr_t pc, Func* func);

}  // namespace burrow

extern "C" {
extern uint64_t const burrow_symtab_count;
extern burrow::Symbol const burrow_symtab[];  // by ascending address
extern uint64_t const burrow_line_count;
extern burrow::LineRow const burrow_lines[];  // by ascending address
extern char const* const burrow_files[];
}

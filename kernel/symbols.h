// Names for code addresses, from the table that linker/symtab.py puts into the image by the second link pass.
#pragma once

#include "kernel/word.h"

namespace burrow {

struct Symbol {
  uint64_t address;
  char const* name;
};

// The function that pc lies in: the last one that does not begin behind it. nullptr: pc is before all of them, or the
// table is empty.
Symbol const* find_symbol(uint64_t pc);

// Appends "name +0x12" for pc, or "?" where there is no name. A return address may already lie behind its function, when
// that ends in a call that does not return.
void put_symbol(Line& line, uint64_t pc);
void put_return_symbol(Line& line, uint64_t return_pc);

}  // namespace burrow

extern "C" {
extern uint64_t const burrow_symtab_count;
extern burrow::Symbol const burrow_symtab[];  // by ascending address
}

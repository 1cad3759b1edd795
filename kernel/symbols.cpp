// Binary search in the symbol table. Pure: runs on the host with a table of the test's own.
#include "kernel/symbols.h"

namespace burrow {

Symbol const* find_symbol(uint64_t pc) {
  uint64_t first = 0;
  uint64_t last = burrow_symtab_count;  // the answer is the entry before the first that begins behind pc
  while (first < last) {
    uint64_t const middle = first + (last - first) / 2;
    if (burrow_symtab[middle].address <= pc) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first == 0 ? nullptr : &burrow_symtab[first - 1];
}

static void put(Line& line, Symbol const* symbol, uint64_t pc) {
  if (symbol == nullptr) {
    line.put("?");
  } else {
    line.put(symbol->name, " +", hex(pc - symbol->address));
  }
}

void put_symbol(Line& line, uint64_t pc) { put(line, find_symbol(pc), pc); }

void put_return_symbol(Line& line, uint64_t return_pc) { put(line, find_symbol(return_pc - 1), return_pc); }

}  // namespace burrow

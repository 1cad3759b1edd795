// Binary search in the tables of names and lines. Pure: runs on the host with tables of the test's own.
#include "kernel/symbols.h"

namespace burrow {

// The last row that does not begin behind pc.
template <class Row>
static Row const* last_not_behind(Row const* rows, uint64_t count, uint64_t pc) {
  uint64_t first = 0;
  uint64_t last = count;
  while (first < last) {
    uint64_t const middle = first + (last - first) / 2;
    if (rows[middle].address <= pc) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first == 0 ? nullptr : &rows[first - 1];
}

Symbol const* find_symbol(uint64_t pc) { return last_not_behind(burrow_symtab, burrow_symtab_count, pc); }

LineRow const* find_line(uint64_t pc) { return last_not_behind(burrow_lines, burrow_line_count, pc); }

bool findfunc(uintptr_t pc, Func* func) {
  Symbol const* const symbol = find_symbol(pc);
  if (symbol == nullptr || symbol->name[0] == '\0') return false;  // the last name is empty: behind all functions
  *func = {.name = symbol->name, .entry = symbol->address, .file = nullptr, .line = 0, .ret = Func::kInRecord};
  LineRow const* const row = find_line(pc);
  if (row == nullptr) return true;
  func->ret = row->ret;
  if (row->line != 0) {
    func->file = burrow_files[row->file];
    func->line = row->line;
  }
  return true;
}

}  // namespace burrow

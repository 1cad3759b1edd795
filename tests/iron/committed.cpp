#include "tests/support/committed.h"

#include "kernel/paging.h"

namespace burrow {

bool committed(uintptr_t addr) {
  bare::Pte* entry = bare::page_entry(addr);
  return entry != nullptr && bare::entry_mapped(*entry);
}

}  // namespace burrow

// Reads address 0, which no page table maps. Ends in the report of a page fault.
#include "runtime/runtime.h"

namespace burrow::tasks {

void null() {
  uintptr_t volatile zero = 0;  // volatile: or the compiler sees through it and plants a trap of its own
  print("null: reads address 0\n");
  int found = *reinterpret_cast<int volatile*>(zero);
  print("null: found ", found, '\n');
  expect(false, "null: page 0 is mapped");
}

}  // namespace burrow::tasks

// Whether the stack page at addr is there: asked of the page tables on iron, of the simulated memory in worlds.
#pragma once

#include <cstdint>

namespace burrow {

bool committed(uintptr_t addr);

}  // namespace burrow

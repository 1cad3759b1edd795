// The interrupted context as the simulation knows it: where a hook was called, and whether asyncPreempt shall be called
// before the hook returns.
#pragma once

#include <cstdint>

namespace burrow::arch {

struct Frame {
  uintptr_t pc;
  uintptr_t sp;
  bool inject;
};

}  // namespace burrow::arch

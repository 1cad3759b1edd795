// A recursion that ends on the guard page of whatever stack it runs on, and never returns.
#pragma once

#include <cstdint>

namespace burrow {

[[gnu::noinline]] inline uint32_t fall(uint32_t depth) {
  char volatile frame[512];
  frame[depth % sizeof frame] = 1;
  return depth == UINT32_MAX ? 0 : fall(depth + 1) + static_cast<uint32_t>(frame[depth % sizeof frame]);
}

}  // namespace burrow

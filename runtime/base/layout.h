// Sizes that the layout of shared data is built on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {

inline constexpr size_t kCacheLine = 64;

constexpr uintptr_t align_down(uintptr_t value, size_t to) { return value & ~(static_cast<uintptr_t>(to) - 1); }
constexpr uintptr_t align_up(uintptr_t value, size_t to) { return align_down(value + to - 1, to); }

}  // namespace burrow

// What an ordinary call keeps across a preemption: integers and floating-point numbers in as many registers as the
// compiler has, and the rounding mode. In simulation a goroutine is interrupted at hooks only, so there is no more.
#include <cstdint>

#include "arch/arch.h"

namespace burrow::arch {
namespace {

constexpr uint32_t kEach = 8;

struct Values {
  uint64_t whole[kEach];
  double real[kEach];
};

Values fill(uint64_t seed) {
  Values values;
  for (uint32_t i = 0; i < kEach; i++) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    values.whole[i] = seed;
    values.real[i] = static_cast<double>(seed >> 11);
  }
  return values;
}

// Goes round without a call; each round turns every value over twice, which leaves it as it was.
Values hold(Values values, uint64_t spins) {
  for (uint64_t round = 0; round < 2 * spins; round++) {
    for (uint64_t& whole : values.whole) {
      whole = ~whole;
    }
    for (double& real : values.real) {
      real = -real;
    }
    asm volatile("" : : : "memory");
  }
  return values;
}

}  // namespace

uint64_t register_torture(uint64_t seed, uint64_t spins) {
  Values const before = fill(seed);
  Values const after = hold(before, spins);
  uint64_t changed = 0;
  for (uint32_t i = 0; i < kEach; i++) {
    changed += before.whole[i] != after.whole[i];
    changed += before.real[i] != after.real[i];
  }
  return changed;
}

}  // namespace burrow::arch

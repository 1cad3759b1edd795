// Every register of a goroutine, in the order torture.S wants.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow::arch {

struct Registers {
  uint64_t x[31];  // all but sp; x0 counts rounds down to 0, x1 up
  uint64_t nzcv;
  uint64_t fpcr;
  uint64_t fpsr;
  alignas(16) uint64_t q[32][2];
};
static_assert(offsetof(Registers, nzcv) == 248 && offsetof(Registers, fpsr) == 264 && offsetof(Registers, q) == 272);

// Loads `in`, spins until x0 is 0, stores what is there then into `out`; keeps the caller's state.
extern "C" void registers_hold(Registers const* in, Registers* out);

}  // namespace burrow::arch

// The register torture's patterns and their check; torture.S holds them in the registers.
#include "arch/aarch64/torture.h"
#include "arch/arch.h"
#include "arch/splitmix64.h"

namespace burrow::arch {
namespace {

constexpr uint64_t kNzcv = uint64_t{0xf} << 28;
constexpr uint64_t kFpcr = uint64_t{0xf} << 22;                       // rounding mode, flush to zero, default NaN
constexpr uint64_t kFpsr = uint64_t{1} << 27 | uint64_t{0x9f};        // saturation and the cumulative exceptions

void fill(Registers& registers, uint64_t seed, uint64_t spins) {
  for (uint64_t& x : registers.x) x = splitmix64(seed);
  for (auto& q : registers.q) q[0] = splitmix64(seed), q[1] = splitmix64(seed);
  registers.nzcv = splitmix64(seed) & kNzcv;
  registers.fpcr = splitmix64(seed) & kFpcr;
  registers.fpsr = splitmix64(seed) & kFpsr;
  registers.x[0] = spins;  // counted down
  registers.x[1] = 0;      // counted up
}

uint64_t count_differences(Registers const& a, Registers const& b) {
  uint64_t differences = 0;
  for (size_t i = 0; i < 31; i++) differences += a.x[i] != b.x[i];
  for (size_t i = 0; i < 32; i++) differences += a.q[i][0] != b.q[i][0] || a.q[i][1] != b.q[i][1];
  return differences + (a.nzcv != b.nzcv) + (a.fpcr != b.fpcr) + (a.fpsr != b.fpsr);
}

}  // namespace

uint64_t register_torture(uint64_t seed, uint64_t spins) {
  Registers expected, found;
  fill(expected, seed, spins == 0 ? 1 : spins);
  registers_hold(&expected, &found);
  expected.x[1] = expected.x[0];
  expected.x[0] = 0;
  return count_differences(expected, found);
}

}  // namespace burrow::arch

// Task text: register_torture. Every value is drawn from the seed, within what each register may hold.
#include "arch/arch.h"
#include "arch/splitmix64.h"
#include "arch/x86_64/ops.h"

namespace burrow::arch {
namespace {

struct Registers {
  uint64_t general[15];
  uint64_t flags;
  uint64_t x87_control;
  uint64_t x87_status;
  uint64_t mxcsr;
  uint64_t mask[8];
  alignas(16) uint8_t x87[8][16];  // ten bytes each
  alignas(64) uint8_t vector[32][64];
};
static_assert(offsetof(Registers, flags) == 120 && offsetof(Registers, x87_control) == 128 &&
              offsetof(Registers, x87_status) == 136 && offsetof(Registers, mxcsr) == 144 &&
              offsetof(Registers, mask) == 152 && offsetof(Registers, x87) == 224 && offsetof(Registers, vector) == 384,
              "torture_rounds.S");

struct Level {
  uint64_t number;      // in torture_rounds.S
  uint32_t vectors;
  uint32_t vector_bytes;
  uint32_t masks;
};

constexpr Level kSse{0, 16, 16, 0}, kAvx{1, 16, 32, 0}, kAvx512{2, 32, 64, 8};

extern "C" void torture_round(Registers const* want, Registers* got, uint64_t spins, uint64_t level);

void draw_bytes(uint64_t& seed, uint8_t* to, size_t count) {
  for (size_t i = 0; i < count; i++) to[i] = static_cast<uint8_t>(splitmix64(seed));
}

bool has_osxsave() {
  constexpr uint32_t kOsXsave = 1u << 27;
  return (x86::cpuid(1).ecx & kOsXsave) != 0;
}

Level level_of_this_cpu() {
  constexpr uint32_t kAvxState = 6, kAvx512State = 0xe6;
  if (!has_osxsave()) return kSse;
  uint32_t eax, edx;
  asm volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  if ((eax & kAvx512State) == kAvx512State) return kAvx512;
  return (eax & kAvxState) == kAvxState ? kAvx : kSse;
}

// The arithmetic flags, DF, AC and ID as drawn; interrupts stay as they are.
uint64_t draw_flags(uint64_t& seed) {
  constexpr uint64_t kDrawn = 0x8d5 | 1 << 10 | 1 << 18 | 1 << 21, kAlwaysSet = 2, kInterrupt = 1 << 9;
  uint64_t now;
  asm volatile("pushfq; popq %0" : "=r"(now));
  return (splitmix64(seed) & kDrawn) | kAlwaysSet | (now & kInterrupt);
}

// Exceptions masked, so that sticky exception flags raise nothing.
uint64_t draw_mxcsr(uint64_t& seed) {
  constexpr uint64_t kMasks = 0x1f80, kDrawn = 3 << 13 | 1 << 15 | 0x3f;  // rounding, flush to zero, sticky flags
  return kMasks | (splitmix64(seed) & kDrawn);
}

uint64_t draw_x87_control(uint64_t& seed) {
  constexpr uint64_t kMasks = 0x7f, kRounding = 3 << 10, kExtended = 3 << 8, kDouble = 2 << 8;
  uint64_t const drawn = splitmix64(seed);
  return kMasks | (drawn & kRounding) | ((drawn & 1) != 0 ? kExtended : kDouble);
}

// A normal number: leading bit set, exponent neither smallest nor largest.
void draw_x87(uint64_t& seed, uint8_t* to) {
  draw_bytes(seed, to, 10);
  to[7] |= 0x80;
  to[8] |= 0x01;
  to[9] &= 0xbf;
}

void draw_all(uint64_t seed, Registers& to) {
  for (uint64_t& value : to.general) value = splitmix64(seed);
  for (uint64_t& value : to.mask) value = splitmix64(seed);
  for (auto& value : to.vector) draw_bytes(seed, value, sizeof(value));
  for (auto& value : to.x87) draw_x87(seed, value);
  to.flags = draw_flags(seed);
  to.mxcsr = draw_mxcsr(seed);
  to.x87_control = draw_x87_control(seed);
}

uint64_t differ(uint64_t a, uint64_t b) { return a == b ? 0 : 1; }

uint64_t differ(uint8_t const* a, uint8_t const* b, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    if (a[i] != b[i]) return 1;
  }
  return 0;
}

uint64_t count_changed(Registers const& want, Registers const& got, Level level) {
  uint64_t changed = differ(want.flags, got.flags) + differ(want.mxcsr, got.mxcsr) +
                     differ(want.x87_control, got.x87_control) + differ(want.x87_status, got.x87_status);
  for (uint32_t i = 0; i < 15; i++) changed += differ(want.general[i], got.general[i]);
  for (uint32_t i = 0; i < level.masks; i++) changed += differ(want.mask[i], got.mask[i]);
  for (uint32_t i = 0; i < 8; i++) changed += differ(want.x87[i], got.x87[i], 10);
  for (uint32_t i = 0; i < level.vectors; i++) changed += differ(want.vector[i], got.vector[i], level.vector_bytes);
  return changed;
}

}  // namespace

uint64_t register_torture(uint64_t seed, uint64_t spins) {
  Registers want{}, got{};
  Level const level = level_of_this_cpu();
  draw_all(seed, want);
  torture_round(&want, &got, spins / 2 + 1, level.number);
  return count_changed(want, got, level);
}

}  // namespace burrow::arch

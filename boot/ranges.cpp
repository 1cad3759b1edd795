// Whole pages below BootInfo::kMemoryEnd: RAM loses the pages it holds in part, what is reserved gains them.
#include "boot/ranges.h"

namespace burrow {
namespace {

constexpr uint64_t kPage = 4096;

constexpr uint64_t page_down(uint64_t value) { return value & ~(kPage - 1); }
constexpr uint64_t page_up(uint64_t value) { return page_down(value + kPage - 1); }

MemoryRange below_the_end(MemoryRange range) {
  constexpr uint64_t kEnd = BootInfo::kMemoryEnd;
  uint64_t const base = range.base < kEnd ? range.base : kEnd;
  return {base, range.size < kEnd - base ? range.size : kEnd - base};
}

}  // namespace

bool add_ram(BootInfo& boot, MemoryRange range) {
  MemoryRange const part = below_the_end(range);
  uint64_t const lo = page_up(part.base), hi = page_down(part.base + part.size);
  if (lo >= hi) return true;
  if (boot.nram == BootInfo::kMaxRanges) return false;
  uint32_t at = boot.nram++;
  for (; at > 0 && boot.ram[at - 1].base > lo; at--) boot.ram[at] = boot.ram[at - 1];
  boot.ram[at] = {lo, hi - lo};
  return true;
}

void join_ram(BootInfo& boot) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < boot.nram; i++) {
    MemoryRange const range = boot.ram[i];
    MemoryRange* last = kept == 0 ? nullptr : &boot.ram[kept - 1];
    if (last == nullptr || range.base > last->base + last->size) {
      boot.ram[kept++] = range;
    } else if (range.base + range.size > last->base + last->size) {
      last->size = range.base + range.size - last->base;
    }
  }
  boot.nram = kept;
}

void add_reserved(BootInfo& boot, uint64_t base, uint64_t size) {
  MemoryRange const part = below_the_end({base, size});
  if (part.size == 0) return;
  if (boot.nreserved == BootInfo::kMaxRanges) return complain(boot, "more than 32 ranges of memory are reserved");
  uint64_t const lo = page_down(part.base), hi = page_up(part.base + part.size);
  boot.reserved[boot.nreserved++] = {lo, hi - lo};
}

}  // namespace burrow

// Where the map calls a byte both RAM and something else, it is reserved.
#include "boot/x86_64/memory_map.h"

#include "boot/ranges.h"

namespace burrow::boot {
namespace {

constexpr uint64_t kEntrySize = 24;
constexpr uint32_t kRam = 1;

struct Entry {
  MemoryRange range;
  bool ram;
};

Entry entry_at(ByteView entries, uint64_t index) {
  uint64_t const at = index * kEntrySize;
  return {{entries.u64(at), entries.u64(at + 8)}, entries.u32(at + 16) == kRam};
}

bool overlaps_ram(BootInfo const& boot, MemoryRange range) {
  for (uint32_t i = 0; i < boot.nram; i++) {
    MemoryRange const& ram = boot.ram[i];
    bool const ends_before = range.base < ram.base && range.size <= ram.base - range.base;
    if (!ends_before && range.base < ram.base + ram.size) return true;
  }
  return false;
}

}  // namespace

void read_memory_map(ByteView entries, BootInfo& boot) {
  uint64_t const count = entries.size / kEntrySize;
  for (uint64_t i = 0; i < count; i++) {
    Entry const entry = entry_at(entries, i);
    if (entry.ram && !add_ram(boot, entry.range)) complain(boot, "the memory map has too many ranges");
  }
  join_ram(boot);
  for (uint64_t i = 0; i < count; i++) {
    Entry const entry = entry_at(entries, i);
    if (!entry.ram && overlaps_ram(boot, entry.range)) add_reserved(boot, entry.range.base, entry.range.size);
  }
  if (boot.nram == 0) complain(boot, "the memory map has no RAM");
}

}  // namespace burrow::boot

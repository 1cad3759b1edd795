// Pages are cut from the front of the free ranges: RAM less the reserved parts. Go: mem_<os>.go sysAlloc; the per-core
// reserve of stack pages stands in for the OS's own page-fault path.
// Invariants: M1 free ranges are page-aligned, disjoint and hold no reserved byte. M2 a page leaves its range once.
// M3 a reserve is touched by its own core only, masked, and its pages are zero but for the link in their first word.
#include "kernel/memory.h"

#include <cstring>

#include "kernel/paging.h"

namespace burrow::bare {
namespace {

constexpr uint32_t kMaxFree = 2 * BootInfo::kMaxRanges;  // each ends where RAM ends or where something reserved begins

struct FreeRange {
  uint64_t lo;
  uint64_t hi;
};

struct Physical {
  SpinLock lock;
  // -- lock
  uint32_t nfree;
  FreeRange free[kMaxFree];
};

struct FreePage {
  FreePage* next;
};

struct alignas(64) Reserve {
  // -- own core only, masked
  FreePage* head;
  uint32_t count;
};

constinit Physical physical{};
constinit Reserve reserves[arch::kMaxCores]{};

constexpr uint64_t page_down(uint64_t value) { return value & ~uint64_t{arch::kPageSize - 1}; }
constexpr uint64_t page_up(uint64_t value) { return page_down(value + arch::kPageSize - 1); }

void add_free(uint64_t lo, uint64_t hi) {
  if (lo < hi) physical.free[physical.nfree++] = {lo, hi};
}

// The lowest reserved range that ends above lo, or nullptr.
MemoryRange const* next_reserved(BootInfo const& boot, uint64_t lo) {
  MemoryRange const* best = nullptr;
  for (uint32_t i = 0; i < boot.nreserved; i++) {
    MemoryRange const& range = boot.reserved[i];
    if (range.size != 0 && page_up(range.base + range.size) > lo && (best == nullptr || range.base < best->base)) {
      best = &range;
    }
  }
  return best;
}

void free_ram(BootInfo const& boot, MemoryRange const& ram) {
  uint64_t lo = page_up(ram.base);
  uint64_t const hi = page_down(ram.base + ram.size);
  if (lo == 0) lo = arch::kPageSize;  // address 0 means "none"
  while (lo < hi) {
    MemoryRange const* taken = next_reserved(boot, lo);
    if (taken == nullptr || taken->base >= hi) return add_free(lo, hi);
    add_free(lo, page_down(taken->base));
    lo = page_up(taken->base + taken->size);
  }
}

void* take(uint64_t bytes) {
  physical.lock.lock();
  uint64_t found = 0;
  for (uint32_t i = 0; i < physical.nfree && found == 0; i++) {
    FreeRange& range = physical.free[i];
    if (range.hi - range.lo < bytes) continue;
    found = range.lo;
    range.lo += bytes;
  }
  physical.lock.unlock();
  return reinterpret_cast<void*>(found);
}

// irq masked.
void reserve_push(FreePage* page) {
  Reserve& reserve = reserves[core_id()];
  page->next = reserve.head;
  reserve.head = page;
  reserve.count++;
}

// irq masked; a zeroed page or nullptr.
FreePage* reserve_pop() {
  Reserve& reserve = reserves[core_id()];
  FreePage* page = reserve.head;
  if (page == nullptr) return nullptr;
  reserve.head = page->next;
  reserve.count--;
  page->next = nullptr;
  return page;
}

}  // namespace

void SpinLock::lock() {
  while (held_.exchange(1, std::memory_order_acquire) != 0) {       // acq: pairs with rel in unlock
    while (held_.load(std::memory_order_relaxed) != 0) arch::cpu_relax();  // rlx: the exchange orders
  }
}

void SpinLock::unlock() { held_.store(0, std::memory_order_release); }  // rel: pairs with acq in lock

bool memory_init(BootInfo const& boot) {
  for (uint32_t i = 0; i < boot.nram; i++) free_ram(boot, boot.ram[i]);
  return physical.nfree != 0;
}

uint32_t reserved_pages() { return reserves[core_id()].count; }

void* page_alloc() {
  void* page = take(arch::kPageSize);
  if (page != nullptr) memset(page, 0, arch::kPageSize);
  return page;
}

}  // namespace burrow::bare

namespace burrow::arch {

void* sys_alloc(size_t bytes) {
  if (bytes == 0 || bytes > SIZE_MAX - kPageSize) return nullptr;
  uint64_t const whole = bare::page_up(bytes);
  void* memory = bare::take(whole);
  if (memory != nullptr) memset(memory, 0, whole);
  return memory;
}

bool stack_refill(uint32_t n) {
  while (true) {
    IrqState const masked = irq_save();
    bool const full = bare::reserves[bare::core_id()].count >= n;
    irq_restore(masked);
    if (full) return true;
    void* page = bare::page_alloc();
    if (page == nullptr) return false;
    IrqState const state = irq_save();
    bare::reserve_push(static_cast<bare::FreePage*>(page));
    irq_restore(state);
  }
}

bool stack_commit(uintptr_t addr) {
  bare::Pte* entry = bare::page_entry(addr);
  if (entry == nullptr) return false;
  if (bare::entry_mapped(*entry)) return true;
  bare::FreePage* page = bare::reserve_pop();
  if (page == nullptr) return false;
  if (!bare::entry_publish(*entry, reinterpret_cast<uint64_t>(page))) bare::reserve_push(page);
  return true;
}

}  // namespace burrow::arch

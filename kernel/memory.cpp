// Pages are cut from the front of the free ranges: RAM less the reserved parts. Pages that come back go to a list and are
// taken first. Go: mem_<os>.go sysAlloc.
// Invariants: M4 free ranges are page-aligned, disjoint and hold no reserved byte. M5 a page leaves its range once.
#include "kernel/memory.h"

#include <cstring>

namespace burrow::bare {
namespace {

constexpr uint32_t kMaxFree = 2 * BootInfo::kMaxRanges;  // each ends where RAM ends or where something reserved begins

struct FreeRange {
  uint64_t lo;
  uint64_t hi;
};

struct Physical {
  uint64_t pages;  // set by memory_init: all there are
  SpinLock lock;
  // -- lock
  uint32_t nfree;
  FreeRange free[kMaxFree];
  PageList list;
  // -- any core, relaxed: counters
  std::atomic<uint64_t> used[3];  // pages given away for good, by Use
};

constinit Physical physical{};

constexpr uint64_t page_down(uint64_t value) { return value & ~uint64_t{arch::kPageSize - 1}; }
constexpr uint64_t page_up(uint64_t value) { return page_down(value + arch::kPageSize - 1); }

void add_free(uint64_t lo, uint64_t hi) {
  if (lo >= hi) return;
  physical.free[physical.nfree++] = {lo, hi};
  physical.pages += (hi - lo) / arch::kPageSize;
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

// holds physical.lock
void* cut(uint64_t bytes) {
  for (uint32_t i = 0; i < physical.nfree; i++) {
    FreeRange& range = physical.free[i];
    if (range.hi - range.lo < bytes) continue;
    range.lo += bytes;
    return reinterpret_cast<void*>(range.lo - bytes);
  }
  return nullptr;
}

// One that has come back; nullptr: none has.
void* page_again() {
  physical.lock.lock();
  void* page = physical.list.pop();
  physical.lock.unlock();
  return page;
}

void* fresh(uint64_t bytes) {
  physical.lock.lock();
  void* memory = cut(bytes);
  physical.lock.unlock();
  if (memory != nullptr) memset(memory, 0, bytes);
  return memory;
}

void count(Use use, uint64_t pages) {
  physical.used[static_cast<uint32_t>(use)].fetch_add(pages, std::memory_order_relaxed);  // rlx: a counter
}

uint64_t used(Use use) {
  return physical.used[static_cast<uint32_t>(use)].load(std::memory_order_relaxed);  // rlx: a snapshot
}

uint64_t free_pages() {
  physical.lock.lock();
  uint64_t pages = physical.list.count();
  for (uint32_t i = 0; i < physical.nfree; i++) pages += (physical.free[i].hi - physical.free[i].lo) / arch::kPageSize;
  physical.lock.unlock();
  return pages;
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

void* page_at_once() {
  void* page = page_again();
  if (page == nullptr && reclaim()) page = page_again();
  return page != nullptr ? page : fresh(arch::kPageSize);
}

void* page_alloc(Use use) {
  void* page = page_at_once();
  if (page == nullptr) page = page_from_limbo();
  if (page != nullptr && use != Use::stack) count(use, 1);
  return page;
}

void pages_free(PageList& pages) {
  physical.lock.lock();
  physical.list.splice(pages);
  physical.lock.unlock();
}

}  // namespace burrow::bare

namespace burrow::arch {

void* sys_alloc(size_t bytes) {
  if (bytes == 0 || bytes > SIZE_MAX - kPageSize) return nullptr;
  uint64_t const whole = bare::page_up(bytes);
  void* memory = whole == kPageSize ? bare::page_alloc(bare::Use::stack) : bare::fresh(whole);
  if (memory != nullptr) bare::count(bare::Use::other, whole / kPageSize);
  return memory;
}

MemoryStats memory_stats() {
  using namespace bare;
  StackPages const stacks = stack_pages();
  return {.sys = physical.pages * kPageSize,
          .free = free_pages() * kPageSize,
          .limbo = stacks.limbo * kPageSize,
          .reserved = stacks.reserved * kPageSize,
          .stacks = stacks.committed * kPageSize,
          .tables = used(Use::table) * kPageSize,
          .other = used(Use::other) * kPageSize};
}

}  // namespace burrow::arch

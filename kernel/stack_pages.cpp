// The pages of goroutine stacks: each core's reserve of free ones, and limbo, where released pages wait until no core can
// hold their old translation. The reserve stands in for the OS's own page-fault path. Go: sysMap, sysUnused (mem_<os>.go).
// Invariants:
// R2  A reserve is changed by its own core only, masked, and its pages are zero but for the link in their first word.
// R3  A page in limbo is zero. Its entry is absent and holds its address and the tag of its range: stack_commit may give it
//     back to that address, and to no other. So a core that reaches into another's new frame by an old translation finds
//     the page it looks for; the one that runs there has forgotten, and has the page committed by a fault.
// R4  A page leaves limbo for other uses only when its entry still holds the tag of a range that all cores have forgotten.
// R5  Tags ascend by one, and at most Limbo::kSize are in use: the entry's part of a tag tells them apart.
#include "kernel/memory.h"
#include "kernel/paging.h"

namespace burrow::bare {

constinit bool keepstale = false;

namespace {

struct alignas(64) Reserve {
  // -- own core only, masked
  PageList pages;
  // -- own core writes, any core reads a snapshot, relaxed
  std::atomic<uint64_t> count;
  // -- written by the core that does it, so that only the sums over all cores mean something: relaxed
  std::atomic<uint64_t> committed, limbo;
};

struct Released {
  SpinLock lock;  // before the one of physical memory
  // -- lock
  Limbo ranges;
  uint64_t tag;
  // -- written under lock, read as a hint: relaxed
  std::atomic<bool> any;
};

constinit Reserve reserves[arch::kMaxCores]{};
constinit Released released{};

Reserve& own_reserve() { return reserves[core_id()]; }

void add(std::atomic<uint64_t>& counter, uint64_t by) {
  counter.fetch_add(by, std::memory_order_relaxed);  // rlx: a counter
}

uint64_t value_of(std::atomic<uint64_t> const& counter) {
  return counter.load(std::memory_order_relaxed);  // rlx: a snapshot, or this core's own
}

// irq masked.
void reserve_push(void* page) {
  Reserve& reserve = own_reserve();
  reserve.pages.push(page);
  reserve.count.store(reserve.pages.count(), std::memory_order_relaxed);  // rlx: one writer
}

// irq masked; a zeroed page or nullptr.
void* reserve_pop() {
  Reserve& reserve = own_reserve();
  void* page = reserve.pages.pop();
  reserve.count.store(reserve.pages.count(), std::memory_order_relaxed);  // rlx: one writer
  return page;
}

// Calls act(entry) for each page of the range that has one.
template <class Act>
void each_entry(uintptr_t lo, uintptr_t hi, Act act) {
  for (uintptr_t va = lo; va < hi; va += arch::kPageSize) {
    if (Pte* entry = page_entry(va)) act(*entry);
  }
}

// holds released.lock, which is why it leaves a long rest to the next
void reclaim_locked() {
  constexpr uint32_t kMost = 32;
  uint64_t const dropped = tlb_dropped();
  PageList pages;
  for (uint32_t n = 0; n < kMost && !released.ranges.empty() && released.ranges.front().tag <= dropped; n++) {
    Limbo::Range const range = released.ranges.pop();
    each_entry(range.lo, range.hi, [&](Pte& entry) {
      if (void* page = entry_take(entry, range.tag)) pages.push(page);
    });
  }
  released.any.store(!released.ranges.empty(), std::memory_order_relaxed);  // rlx: a hint
  add(own_reserve().limbo, -pages.count());
  pages_free(pages);
}

bool any_in_limbo() { return released.any.load(std::memory_order_relaxed); }  // rlx: a hint

// Hurries the cores that keep limbo from becoming free memory.
class Patience {
 public:
  // Whether there is any left. Once a round.
  bool hurry(int64_t limit_ns) {
    int64_t const now = arch::nanotime();
    arch::stack_forget();
    if (now >= again_ns_) {
      tlb_hurry(newest());
      again_ns_ = now + kPause_ns;
    }
    arch::cpu_relax();
    return now - start_ns_ < limit_ns;
  }

 private:
  static constexpr int64_t kPause_ns = 100'000;

  static uint64_t newest() {
    released.lock.lock();
    uint64_t const tag = released.tag;
    released.lock.unlock();
    return tag;
  }

  int64_t start_ns_ = arch::nanotime();
  int64_t again_ns_ = 0;
};

// Exactly: under the lock no page is on its way from limbo to the free ones.
bool is_limbo_empty() {
  released.lock.lock();
  bool const empty = released.ranges.empty();
  released.lock.unlock();
  return empty;
}

// Returns holding released.lock, with room for a range. Waits as for a lock: until every core has taken an interrupt.
void lock_with_room() {
  Patience patience;
  released.lock.lock();
  for (reclaim_locked(); released.ranges.full(); reclaim_locked()) {
    released.lock.unlock();
    patience.hurry(arch::kNever);
    released.lock.lock();
  }
}

}  // namespace

void* page_from_limbo() {
  constexpr int64_t kLimit_ns = 1'000'000'000;
  Patience patience;
  void* page = nullptr;
  for (bool more = true; page == nullptr && more;) {
    more = !is_limbo_empty() && patience.hurry(kLimit_ns);
    page = page_at_once();  // also when limbo is empty: another core may have emptied it just now
  }
  return page;
}

bool reclaim() {
  if (!any_in_limbo()) return false;
  released.lock.lock();
  reclaim_locked();
  released.lock.unlock();
  return true;
}

uint32_t reserved_pages() { return static_cast<uint32_t>(value_of(own_reserve().count)); }

StackPages stack_pages() {
  StackPages sum{};
  for (Reserve const& reserve : reserves) {
    sum.reserved += value_of(reserve.count);
    sum.committed += value_of(reserve.committed);
    sum.limbo += value_of(reserve.limbo);
  }
  return sum;
}

}  // namespace burrow::bare

namespace burrow::arch {

using namespace bare;

bool stack_refill(uint32_t n) {
  while (value_of(own_reserve().count) < n) {
    void* page = page_alloc(Use::stack);
    if (page == nullptr) return false;
    IrqState const state = irq_save();
    reserve_push(page);
    irq_restore(state);
  }
  return true;
}

bool stack_commit(uintptr_t addr) {
  Pte* entry = page_entry(addr);
  if (entry == nullptr) return false;
  if (entry_mapped(*entry)) return true;
  if (entry_revive(*entry)) {
    add(own_reserve().limbo, uint64_t{0} - 1);
    add(own_reserve().committed, 1);
    return true;
  }
  void* page = reserve_pop();
  if (page == nullptr) return entry_mapped(*entry);
  if (entry_publish(*entry, reinterpret_cast<uint64_t>(page))) {
    add(own_reserve().committed, 1);
  } else {
    reserve_push(page);
  }
  return true;
}

void stack_release(uintptr_t lo, uintptr_t hi) {
  uint64_t pages = 0;
  each_entry(lo, hi, [&](Pte& entry) {
    if (!entry_mapped(entry)) return;
    clear_page(entry_page(entry));
    pages++;
  });
  if (pages == 0) return;
  lock_with_room();
  uint64_t const tag = ++released.tag;
  each_entry(lo, hi, [&](Pte& entry) { entry_hide(entry, tag); });
  released.ranges.push({lo, hi, tag});
  add(own_reserve().committed, -pages);
  add(own_reserve().limbo, pages);
  tlb_drop(lo, hi, tag);
  reclaim_locked();
  released.lock.unlock();
}

}  // namespace burrow::arch

// Memory of a run. Stacks: all of the area is there, but a page counts only once it is committed, and hooks check sp
// against that. What lies below sp may be in use before its page is, so a page is zeroed when it is released. The rest: one
// arena. Both are zero again when the next run begins.
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

#include "arch/sim/machine.h"

namespace burrow::sim {
namespace {

constexpr size_t kBlock = 2 << 20;
constexpr size_t kAreaBytes = size_t{1} << 35;
constexpr size_t kArenaBytes = size_t{1} << 30;
constexpr size_t kPages = kAreaBytes / arch::kPageSize;
constexpr size_t kMostWindow = 16;  // pages

enum class PageState : uint8_t { untouched, committed, released };

struct Memory {
  char* area;             // stacks; aligned to kBlock
  char* arena;
  size_t arena_used;
  PageState* pages;       // of the area
  uint64_t* released_at;  // the release that took it last
  uint64_t releases;
  uint32_t ncommitted;
  uint8_t* prepared;      // by block of the area
  uint32_t* dirty;        // pages that are or were committed, for the reset
  uint32_t ndirty;
  uint32_t blocks_used;   // prepared blocks lie below
};

constinit Memory memory{};

void* map(size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    abort();
  }
  return at;
}

void memory_map() {
  auto const raw = reinterpret_cast<uintptr_t>(map(kAreaBytes + kBlock));
  memory.area = reinterpret_cast<char*>((raw + kBlock - 1) & ~(kBlock - 1));
  memory.arena = static_cast<char*>(map(kArenaBytes));
  memory.pages = static_cast<PageState*>(map(kPages));
  memory.released_at = static_cast<uint64_t*>(map(kPages * sizeof(uint64_t)));
  memory.prepared = static_cast<uint8_t*>(map(kAreaBytes / kBlock));
  memory.dirty = static_cast<uint32_t*>(map(kPages * sizeof(uint32_t)));
}

uintptr_t area_lo() {
  if (memory.area == nullptr) {
    memory_map();
  }
  return reinterpret_cast<uintptr_t>(memory.area);
}

bool in_area(uintptr_t addr) { return addr - area_lo() < kAreaBytes; }
size_t page_of(uintptr_t addr) { return (addr - area_lo()) / arch::kPageSize; }
uintptr_t address_of(size_t page) { return area_lo() + page * arch::kPageSize; }
char* bytes_of(size_t page) { return memory.area + page * arch::kPageSize; }
bool is_committed(size_t page) { return memory.pages[page] == PageState::committed; }

void set_window(uintptr_t lo, uintptr_t bytes) {
  machine.window_lo = lo;
  machine.window_bytes = bytes;
}

// The committed pages around this one.
void window_around(size_t page) {
  size_t lo = page, hi = page + 1;
  while (lo > 0 && page - lo < kMostWindow && is_committed(lo - 1)) {
    lo--;
  }
  while (hi < kPages && hi - page < kMostWindow && is_committed(hi)) {
    hi++;
  }
  set_window(address_of(lo), (hi - lo) * arch::kPageSize);
}

void window_outside(uintptr_t sp) {
  if (sp < area_lo()) {
    set_window(0, area_lo());
  } else {
    set_window(area_lo() + kAreaBytes, UINTPTR_MAX - area_lo() - kAreaBytes);
  }
}

}  // namespace

void memory_reset() {
  area_lo();
  memset(memory.arena, 0, memory.arena_used);
  memory.arena_used = 0;
  for (uint32_t i = 0; i < memory.ndirty; i++) {
    memset(bytes_of(memory.dirty[i]), 0, arch::kPageSize);
    memory.pages[memory.dirty[i]] = PageState::untouched;
    memory.released_at[memory.dirty[i]] = 0;
  }
  memory.releases = 0;
  memory.ndirty = 0;
  memory.ncommitted = 0;
  memset(memory.prepared, 0, memory.blocks_used);
  memory.blocks_used = 0;
}

void check_stack(uintptr_t pc, uintptr_t sp) {
  if (!in_area(sp)) {
    window_outside(sp);
    return;
  }
  size_t const page = page_of(sp);
  size_t above = page;
  while (above < kPages && !is_committed(above)) {
    above++;
  }
  while (above-- > page) {  // as the compiled probes of a large frame do: from the top
    uintptr_t const addr = above == page ? sp : address_of(above);
    bool const handled = !machine.current->in_handler && take_stack_fault(pc, addr);
    if (!handled || !is_committed(above)) {
      end(End::fault, "page fault: a stack that may not grow here");
    }
  }
  if (memory.released_at[page] > machine.current->forgotten) {
    end(End::misuse, "a stack is used by a translation that was taken away");
  }
  window_around(page);
}

bool committed(uintptr_t addr) { return in_area(addr) && is_committed(page_of(addr)); }

}  // namespace burrow::sim

namespace burrow::arch {

using namespace sim;

StackArea stack_area() { return {area_lo(), area_lo() + kAreaBytes}; }

bool stack_prepare(uintptr_t lo, uintptr_t hi) {
  contract(!machine.current->in_handler, "stack_prepare: in a handler");
  for (uintptr_t at = lo; at < hi; at += kBlock) {
    auto const block = static_cast<uint32_t>((at - area_lo()) / kBlock);
    memory.prepared[block] = 1;
    memory.blocks_used = block + 1 > memory.blocks_used ? block + 1 : memory.blocks_used;
  }
  return true;
}

bool stack_refill(uint32_t n) {
  Core& core = *machine.current;
  contract(!core.in_handler, "stack_refill: in a handler");
  uint32_t const wanted = n > core.reserve ? n - core.reserve : 0;
  if (wanted > machine.pages_left) {
    return false;
  }
  machine.pages_left -= wanted;
  core.reserve += wanted;
  return true;
}

bool stack_commit(uintptr_t addr) {
  Core& core = *machine.current;
  contract(!may_interrupt(core), "stack_commit: interrupts are open");
  size_t const page = page_of(addr);
  if (!in_area(addr) || memory.prepared[page * kPageSize / kBlock] == 0) {
    return false;
  }
  if (is_committed(page)) {
    return true;
  }
  if (core.reserve == 0) {
    return false;
  }
  core.reserve--;
  if (memory.pages[page] == PageState::untouched) {
    memory.dirty[memory.ndirty++] = static_cast<uint32_t>(page);
  }
  memory.pages[page] = PageState::committed;
  memory.ncommitted++;
  return true;
}

void stack_release(uintptr_t lo, uintptr_t hi) {
  contract(!machine.current->in_handler, "stack_release: in a handler");
  contract(in_area(lo) && lo < hi && in_area(hi - 1) && lo % kPageSize == 0 && hi % kPageSize == 0,
           "stack_release: not a range of pages");
  memory.releases++;
  for (size_t page = page_of(lo); page <= page_of(hi - 1); page++) {
    memory.released_at[page] = memory.releases;
    if (is_committed(page)) {
      clear_page(bytes_of(page));
      memory.pages[page] = PageState::released;
      memory.ncommitted--;
      machine.pages_left++;
    }
  }
  set_window(0, 0);
}

void stack_forget() { machine.current->forgotten = memory.releases; }

void clear_page(void* page) { memset(page, 0, kPageSize); }

MemoryStats memory_stats() {
  MemoryStats stats{};
  for (Core const& core : machine.cores) {
    stats.reserved += core.reserve * kPageSize;
  }
  stats.free = machine.pages_left * kPageSize;
  stats.stacks = memory.ncommitted * kPageSize;
  stats.other = memory.arena_used;
  stats.sys = machine.config.stack_pages * kPageSize + memory.arena_used;
  return stats;
}

void* sys_alloc(size_t bytes) {
  contract(!machine.current->in_handler, "sys_alloc: in a handler");
  size_t const whole = (bytes + kPageSize - 1) & ~(kPageSize - 1);
  if (whole < bytes || whole > kArenaBytes - memory.arena_used) {
    return nullptr;
  }
  area_lo();
  void* at = memory.arena + memory.arena_used;
  memory.arena_used += whole;
  return at;
}

}  // namespace burrow::arch

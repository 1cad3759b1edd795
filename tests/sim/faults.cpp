// Each finds a page of its own stack that is not there, goes to it, and looks at how it came to be there.
#include "tests/sim/faults.h"

#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/gfree.h"
#include "runtime/sched/proc.h"
#include "tests/sim/pace.h"
#include "tests/support/committed.h"

namespace burrow::scenario {

uintptr_t fresh_page() {
  constexpr size_t kRoom = 4 * arch::kPageSize;
  uintptr_t page = align_down(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)), arch::kPageSize);
  while (committed(page)) {
    page -= arch::kPageSize;
  }
  require(page >= getg()->stack.lo + kRoom, "fresh_page: none left on this stack");
  return page;
}

void new_g_next() {
  systemstack(
      [](void*) {
        P* pp = getg()->m->p;
        G* gp;
        do {  // a full list gives some of its Gs away
          gp = malg(false);
          require(gp != nullptr, "new_g_next: out of memory");
          gfput(pp, gp);
        } while (pp->gfree != gp);
      },
      nullptr);
}

// Where a call would itself be a growth.
[[gnu::always_inline]] static inline uint64_t growths_inline() {
  uint64_t sum = 0;
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    sum += mp->gedges[gedge(GStatus::running, GStatus::copystack)];
  }
  return sum;
}

uint64_t growths() { return growths_inline(); }

[[gnu::noinline]] bool reach(uintptr_t page, uint32_t salt) {
  char volatile frame[512];
  frame[0] = static_cast<char>(salt);
  frame[sizeof frame - 1] = static_cast<char>(salt);
  asm volatile("" : : : "memory");  // a page fault counts where this function does not look
  bool const there = reinterpret_cast<uintptr_t>(frame) < page + arch::kPageSize - sizeof frame;
  bool const kept = there || reach(page, salt + 1);
  return kept && frame[0] == static_cast<char>(salt) && frame[sizeof frame - 1] == static_cast<char>(salt);
}

namespace {

// -- with a lock held -----------------------------------------------------------------------------------------------

// The locks of which there is one. For any other rank a lock of its own will do: a handler that took one of the same or a
// lower rank would break the order.
struct Single {
  LockRank rank;
  Atomic<uint32_t>* key;
};

constexpr Single kSingles[] = {
    {LockRank::sysmon, &sched.sysmonlock.key}, {LockRank::sched, &sched.lock.key},      {LockRank::allg, &sched.allglock.key},
    {LockRank::gfree, &sched.gfreelock.key},   {LockRank::heap, &sched.heaplock.key},      {LockRank::print, &sched.printlock.key},
};

Atomic<uint32_t>* single(LockRank rank) {
  for (Single const& row : kSingles) {
    if (row.rank == rank) {
      return row.key;
    }
  }
  return nullptr;
}

void grow_holding(LockRank rank) {
  Atomic<uint32_t> own;
  Atomic<uint32_t>* known = single(rank);
  Atomic<uint32_t>& key = known != nullptr ? *known : own;
  uintptr_t const page = fresh_page();
  lock_ranked(key, rank);
  M const* mp = getg()->m;
  uint64_t const& grown = mp->gedges[gedge(GStatus::running, GStatus::copystack)];
  uint64_t const before = grown;
  bool const kept = reach(page);
  bool const once = grown == before + 1;
  bool const holds_it = holds(rank) && mp->locks == 1;
  unlock_ranked(key, rank);
  expect(kept, "grow_with_lock: a frame has changed");
  expect(once && committed(page), "grow_with_lock: the stack did not grow by one page fault");
  expect(holds_it, "grow_with_lock: the lock was not held to the end");
}

// -- in a system call -----------------------------------------------------------------------------------------------

// enter: entersyscall or entersyscallblock
template <void (*enter)()>
[[gnu::noinline]] void grow_in_call() {
  uintptr_t const page = fresh_page();
  uint64_t const before = growths();
  enter();
  bool const kept = reach(page);
  bool const in_call = readgstatus(getg()) == GStatus::syscall && getg()->m->p == nullptr;
  exitsyscall();
  expect(kept, "grow_in_syscall: a frame has changed");
  expect(in_call, "grow_in_syscall: not in a call any more");
  expect(committed(page) && growths() == before, "grow_in_syscall: the page was not just mapped");
}

// -- preempted ------------------------------------------------------------------------------------------------------

// On all Ps.
[[gnu::always_inline]] inline uint64_t preemptions() {
  uint64_t sum = 0;
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed); id++) {
    sum += allp[id]->stats.preemptions.load(relaxed);  // relaxed: counts
  }
  return sum;
}

struct Hog {
  uintptr_t sp;           // where it is to stand
  uint32_t most;          // preemptions, then it ends
  uint32_t patience;      // rounds of the loop
  uint64_t preempted = 0;
  uint64_t grown = 0;     // stacks, meanwhile
  bool placed = false;
  bool kept = false;
};

[[gnu::noinline]] uintptr_t callers_sp() {
  asm volatile("");
  return reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa());
}

// Of the function that this is inlined into; returns an address that keeps its distance from sp.
[[gnu::always_inline]] inline uintptr_t lower_sp(size_t bytes) {
  return reinterpret_cast<uintptr_t>(__builtin_alloca(bytes));
}

// A loop without a call, with sp at that very place.
[[gnu::noinline]] void hog_at(Hog& hog) {
  constexpr size_t kWords = 2;
  size_t volatile sample = 64;
  uintptr_t const first = lower_sp(sample);
  uintptr_t const second = lower_sp(sample);
  uintptr_t const extra = first - second - sample;  // what the compiler adds
  uintptr_t const sp = callers_sp();
  uintptr_t const last = lower_sp(sp - hog.sp - extra);
  auto* const words = reinterpret_cast<uint64_t volatile*>(last);
  hog.placed = last - hog.sp == second - sp;
  for (size_t i = 0; i < kWords; i++) {
    words[i] = hog.sp + i;
  }
  uint64_t const grown = growths_inline();
  uint64_t const before = preemptions();
  for (uint32_t round = 0; round < hog.patience && preemptions() < before + hog.most; round++) {
    look();
  }
  hog.preempted = preemptions() - before;
  hog.grown = growths_inline() - grown;
  hog.kept = true;
  for (size_t i = 0; i < kWords; i++) {
    hog.kept = hog.kept && words[i] == hog.sp + i;
  }
}

constexpr uint32_t kManySlices = pace.times * 10'000;  // in rounds
constexpr uint32_t kPatience = 20 * kManySlices;

void spill_above(size_t above) {
  uintptr_t const page = fresh_page();
  uintptr_t const below = page - arch::kPageSize;
  Hog hog{.sp = page + above, .most = 3, .patience = kPatience};
  hog_at(hog);
  expect(hog.placed && hog.kept, "spill_at_boundary: a word at the end of the stack has changed");
  expect(hog.preempted >= hog.most, "spill_at_boundary: nobody stopped the loop");
  expect(hog.grown == 0, "spill_at_boundary: preempting ran into a page fault");
  expect(committed(below) == (above < arch::preempt_spill()), "spill_at_boundary: not the pages that the spill takes");
}

void spill_with_room_for(size_t bytes, bool enough) {
  uintptr_t const end = getg()->stack.lo + arch::kPageSize;
  Hog hog{.sp = end + bytes, .most = 3, .patience = enough ? kPatience : kManySlices};
  hog_at(hog);
  expect(hog.placed && hog.kept, "spill_at_end: a word at the end of the stack has changed");
  expect((hog.preempted > 0) == enough, "spill_at_end: preempted if and only if the spill fits");
}

}  // namespace

void grow_with_lock() {
  for (auto rank = static_cast<uint32_t>(LockRank::none) + 1; rank <= static_cast<uint32_t>(LockRank::print); rank++) {
    as_goroutine([rank] { grow_holding(static_cast<LockRank>(rank)); });
  }
}

void grow_in_syscall() {
  as_goroutine(grow_in_call<entersyscall>);
  as_goroutine(grow_in_call<entersyscallblock>);
}

void spill_at_boundary() {
  size_t const spill = align_down(arch::preempt_spill(), 16);
  for (size_t above : {size_t{0}, size_t{16}, size_t{32}, size_t{64}, size_t{128}, size_t{512}, align_down(spill / 2, 16),
                       spill - 16, spill, spill + 16}) {
    as_goroutine([above] { spill_above(above); });
  }
}

void spill_at_end() {
  size_t const spill = align_up(arch::preempt_spill(), 16);
  as_goroutine([spill] {
    spill_with_room_for(spill, true);
    spill_with_room_for(spill - 16, false);
  });
}

}  // namespace burrow::scenario

// Stacks: changing from one to another, making them, growing and shrinking them.
// Go: mcall, systemstack, gogo (asm), malg (proc.go), newstack, shrinkstack (stack.go).
// Differs: a stack is a slot of address space in which pages are committed as they are touched, so it grows by page fault
// and never moves. Slot i belongs to descriptor i for ever: the owner of an address is found by arithmetic.
#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/queue/gstack.h"
#include "runtime/sched/proc.h"

namespace burrow {

static constexpr size_t kTableBlock = 2 << 20;  // what one page table maps
static constexpr size_t kG0Bytes = 32 << 10;

void badmcall() { fatal("runtime: mcall called on m->g0 stack"); }

void mcall(void (*fn)(G*)) {
  G* gp = getg();
  G* g0 = gp->m->g0;
  if (gp == g0) {
    badmcall();
  }
  setg(g0);
  arch::arch_mcall(&gp->sched, g0->sched.sp, fn, gp);
}

void gogo(G* gp) {
  arch::Gobuf buf = gp->sched;
  gp->sched.sp = 0;  // consumed: a second gogo faults
  setg(gp);
  arch::arch_gogo(&buf);
}

// on g0, by arch_mcall. The G stays running and on its M: only the stack is another.
static void on_systemstack(G* gp) {
  M* mp = getg()->m;
  mp->systemfn(mp->systemarg);
  gogo(gp);
}

void systemstack(void (*fn)(void*), void* arg) {
  G* gp = getg();
  M* mp = gp->m;
  if (gp == mp->g0) {
    fn(arg);
    return;
  }
  require(gp == mp->curg, "systemstack called from unexpected goroutine");
  mp->systemfn = fn;
  mp->systemarg = arg;
  mcall(on_systemstack);
}

// holds allglock. Descriptor `index`, zeroed, or nullptr: out of memory or of numbers.
static G* descriptor(uint32_t index) {
  if (index / kGChunk >= kMaxGChunks) {
    return nullptr;
  }
  if (index % kGChunk == 0) {
    auto* chunk = static_cast<G*>(arch::sys_alloc(kGChunk * sizeof(G)));
    if (chunk == nullptr) {
      return nullptr;
    }
    sched.allgs[index / kGChunk].store(chunk, release);  // rel: pairs with acq in allg
  }
  return allg(index);
}

// What execute laid by for the running goroutine stays.
static bool commit_top(G* gp, size_t bytes) {
  if (!arch::stack_refill(static_cast<uint32_t>((sched.config.stack_bytes + bytes) / arch::kPageSize))) {
    return false;
  }
  arch::IrqState irq = arch::irq_save();
  bool committed = true;
  for (uintptr_t page = gp->stack.hi - bytes; page < gp->stack.hi; page += arch::kPageSize) {
    committed = committed && commit_page(gp, page);
  }
  arch::irq_restore(irq);
  return committed;
}

bool commit_first_page(G* gp) { return has_first_page(gp) || commit_top(gp, arch::kPageSize); }

// holds allglock. Slot `index` of the stack area, with its page tables and its first pages.
static bool make_stack(uint32_t index, G* gp) {
  arch::StackArea area = arch::stack_area();
  size_t bytes = sched.config.stack_bytes;
  gp->stack.lo = area.lo + index * bytes;
  gp->stack.hi = gp->stack.lo + bytes;
  gp->committed.store(gp->stack.hi, relaxed);  // relaxed: published with the G
  if (gp->stack.hi > area.hi) {
    return false;
  }
  if (gp->stack.lo % kTableBlock == 0 && !arch::stack_prepare(gp->stack.lo, gp->stack.lo + kTableBlock)) {
    return false;
  }
  size_t first = arch::kPageSize;
  if (gp->is_g0) {
    first = bytes > kG0Bytes ? kG0Bytes : bytes - arch::kPageSize;
    gp->stack.lo = gp->stack.hi - first - arch::kPageSize;  // it does not grow: its guard is the page below
  }
  return commit_top(gp, first);
}

static G* new_g(bool is_g0) {
  uint32_t index = sched.allglen.load(relaxed);  // relaxed: under allglock
  G* gp = descriptor(index);
  if (gp == nullptr) {
    return nullptr;
  }
  gp->is_g0 = is_g0;
  if (!make_stack(index, gp)) {
    return nullptr;
  }
  gp->sched.sp = gp->stack.hi;
  casgstatus(gp, GStatus::idle, GStatus::dead);
  sched.allglen.store(index + 1, release);  // rel: pairs with acq in gcount and other readers of all Gs
  return gp;
}

G* malg(bool is_g0) {
  lock(sched.allglock);
  G* gp = new_g(is_g0);
  unlock(sched.allglock);
  return gp;
}

void reserve_stack_pages() {
  auto pages = static_cast<uint32_t>(sched.config.stack_bytes / arch::kPageSize);
  require(arch::stack_refill(pages), "out of memory (stack)");
}

void shrinkstack(G* gp) {
  constexpr uintptr_t kSlack = 512;  // for the next call
  release_below(gp, align_down(gp->sched.sp - kSlack, arch::kPageSize));
}

void shrink_stacks() {
  int64_t patience_ns = sched.config.asyncpreemptoff ? 0 : 10'000'000;  // one that runs on keeps its pages
  M* mp = getg()->m;
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    G* gp = allg(i);
    if (gp->is_g0) {
      continue;
    }
    if (gp == mp->curg) {  // on g0 for it
      shrinkstack(gp);
      arch::stack_forget();
      continue;
    }
    SuspendState state = suspendG(gp, patience_ns);
    if (state.g != nullptr && readgstatus(gp) != GStatus::scansyscall) {
      shrinkstack(gp);
    }
    resumeG(state);
  }
}

// Nobody has business on the stack of a dead G beyond its first page.
static bool alive(G const* gp) {
  GStatus status = without_scan(readgstatus(gp));
  return status != GStatus::dead && status != GStatus::idle;
}

G* stack_owner(uintptr_t addr) {
  arch::StackArea area = arch::stack_area();
  if (addr < area.lo || addr >= area.hi) {
    return nullptr;
  }
  uint64_t index = (addr - area.lo) / sched.config.stack_bytes;
  return index < sched.allglen.load(acquire) ? allg(static_cast<uint32_t>(index)) : nullptr;  // acq: pairs with malg
}

}  // namespace burrow

extern "C" bool on_stack_fault(burrow::arch::Frame& frame, uintptr_t addr) {
  using namespace burrow;
  G* gp = stack_owner(addr);
  if (gp == nullptr || gp->is_g0 || addr < gp->stack.lo + arch::kPageSize || !alive(gp)) {
    return false;
  }
  uintptr_t sp = arch::frame_sp(frame);
  bool own = getg()->m->curg == gp && sp >= gp->stack.lo && sp <= gp->stack.hi;
  if (!own || !casgcopystack(gp)) {  // someone else writes into it, it does not run, or someone is asking it to stop
    return commit_page(gp, addr);
  }
  bool committed = commit_page(gp, addr);
  casgstatus(gp, GStatus::copystack, GStatus::running);
  return committed;
}

extern "C" void badmcall2() { burrow::fatal("runtime: mcall function returned"); }

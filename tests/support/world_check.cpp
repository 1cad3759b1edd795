// The scheduler's numbered invariants (grep for "// G1" and the like in runtime/), checked from outside. What holds
// always may be seen in the middle of any function; the rest needs every core to halt or to run task code.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <vector>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"
#include "tests/support/world.h"

namespace burrow {

namespace {

enum class Where : uint8_t { nowhere, queue, freelist };

// One look at everything. The first broken invariant stays in text.
struct Look {
  std::vector<Where>& where;  // by number of the G
  bool locked = false;        // sched.lock: its lists may be half changed
  bool broken = false;
  uint32_t queued = 0;
  uint32_t npidle = 0;
  int32_t nspinning = 0;
};

char text[200];
std::vector<Where> places;

[[gnu::format(printf, 2, 3)]] void broken(Look& look, char const* format, ...) {
  if (look.broken) {
    return;
  }
  look.broken = true;
  va_list rest;
  va_start(rest, format);
  vsnprintf(text, sizeof text, format, rest);
  va_end(rest);
}

unsigned long long goid(G const* gp) { return gp->goid; }

// What the G is at, whether someone looks at its stack or not.
GStatus status_of(G const* gp) { return without_scan(static_cast<GStatus>(gp->atomicstatus.load(relaxed))); }

// The M that stops the world, is about to or has: it has a P, and one reason not to be preempted.
bool holds_world(M const* mp) {
  return sched.worldsema.count == 0 && mp->p != nullptr && (mp->blocked || mp->p->status.load(relaxed) == PStatus::gcstop);
}

G const* g_at(uint32_t index) {
  G const* gp = allg(index);
  if (gp == nullptr) {
    __builtin_unreachable();  // index < allglen
  }
  return gp;
}

// Marks where gp was found; not twice.
void place(Look& look, G* gp, Where at, char const* what) {
  uint64_t const index = (gp->stack.lo - arch::stack_area().lo) / sched.config.stack_bytes;
  if (index >= look.where.size() || allg(static_cast<uint32_t>(index)) != gp) {
    return broken(look, "G2: something in %s is no G", what);
  }
  if (look.where[index] != Where::nowhere) {
    return broken(look, "G2: G%llu is in two places, one of them %s", goid(gp), what);
  }
  look.where[index] = at;
}

void queued(Look& look, G* gp, char const* invariant, char const* what) {
  if (gp == nullptr || gp->is_g0 || status_of(gp) != GStatus::runnable || gp->m != nullptr) {
    return broken(look, "%s: G%llu in %s is %s", invariant, gp == nullptr ? 0 : goid(gp), what,
                  gp == nullptr ? "null" : gp->m != nullptr ? "on an M" : gstatus_name(status_of(gp)));
  }
  look.queued++;
  place(look, gp, Where::queue, what);
}

void look_at_global_queue(Look& look) {
  uint32_t n = 0;
  G* last = nullptr;
  for (G* gp = sched.runq.head; gp != nullptr && !look.broken; gp = gp->schedlink) {
    queued(look, gp, "G2", "the global queue");
    last = gp;
    n++;
  }
  if (!look.broken && (n != sched.runqsize.load(relaxed) || last != sched.runq.tail)) {
    broken(look, "S1: runqsize is %u, the global queue has %u", sched.runqsize.load(relaxed), n);
  }
}

// K1: what is handed to an M is locked to it. D1: what is kept back is counted.
void look_at_handed_and_kept(Look& look) {
  for (M const* mp = allm; mp != nullptr && !look.broken; mp = mp->alllink) {
    uint32_t n = 0;
    for (G* gp = mp->lockedq.head; gp != nullptr && !look.broken; gp = gp->schedlink, n++) {
      place(look, gp, Where::queue, "a lockedq");
      if (gp->lockedm != mp || status_of(gp) != GStatus::runnable) {
        broken(look, "K1: G%llu, not locked to M%u or not runnable, is handed to it", goid(gp), mp->id);
      }
    }
    if (!look.broken && n != mp->nlockedq.load(relaxed)) {
      broken(look, "K1: nlockedq of M%u is %u, the list has %u", mp->id, mp->nlockedq.load(relaxed), n);
    }
  }
  uint32_t kept = 0;
  for (G* gp = sched.disabled.head; gp != nullptr && !look.broken; gp = gp->schedlink, kept++) {
    place(look, gp, Where::queue, "sched.disabled");
  }
  if (!look.broken && (kept != sched.ndisabled || (kept != 0 && !sched.userdisabled.load(relaxed)))) {
    broken(look, "D1: ndisabled is %u, the list has %u", sched.ndisabled, kept);
  }
}

bool handed_over(P const* pp) {
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    if (mp->p == pp || mp->nextp == pp) {
      return true;
    }
  }
  return false;
}

void look_at_idle_ps(Look& look) {
  for (P* pp = sched.pidle; pp != nullptr && !look.broken && look.npidle <= gomaxprocs; pp = pp->link) {
    look.npidle++;
    bool const empty = pp->runqhead.load(relaxed) == pp->runqtail.load(relaxed) && pp->runnext.load(relaxed) == nullptr;
    if (pp->status.load(relaxed) != PStatus::idle || pp->m != nullptr || handed_over(pp) || !empty) {
      broken(look, "P1: P%u is on the idle list, but %s", pp->id, empty ? "not idle" : "has work");
    }
  }
  if (!look.broken && look.npidle != sched.npidle.load(relaxed)) {
    broken(look, "S1: npidle is %u, the list has %u", sched.npidle.load(relaxed), look.npidle);
  }
}

void look_at_idle_ms(Look& look) {
  uint32_t n = 0, locked = 0;
  for (M const* mp = sched.midle; mp != nullptr && n <= sched.ncores; mp = mp->schedlink) {
    n++;
    locked += mp->nlocked != 0;
    if (!mp->idle || mp->p != nullptr || mp->nextp != nullptr) {
      return broken(look, "S1: M%u is on the idle list, but not idle", mp->id);
    }
  }
  uint32_t const free = n + sched.ncores - sched.mnext.load(relaxed);
  if (n != sched.nmidle || free != sched.nmfree.load(relaxed)) {
    broken(look, "S1: nmidle is %u and nmfree %u, the list has %u", sched.nmidle, sched.nmfree.load(relaxed), n);
  } else if (locked != sched.nmidlelocked.load(relaxed)) {
    broken(look, "S1: nmidlelocked is %u, the list has %u", sched.nmidlelocked.load(relaxed), locked);
  }
}

// M3: what is locked to an M is counted there.
void look_at_locked(Look& look) {
  for (M const* mp = allm; mp != nullptr && !look.broken; mp = mp->alllink) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < look.where.size(); i++) {
      n += g_at(i)->lockedm == mp;
    }
    if (n != mp->nlocked) {
      broken(look, "M3: nlocked of M%u is %u, %u Gs are locked to it", mp->id, mp->nlocked, n);
    }
  }
}

void look_at_queue_of(Look& look, P* pp) {
  uint32_t const head = pp->runqhead.load(relaxed), tail = pp->runqtail.load(relaxed);
  if (tail - head > P::kRunqSize) {
    return broken(look, "P2: P%u has head %u, tail %u", pp->id, head, tail);
  }
  for (uint32_t at = head; at != tail && !look.broken; at++) {
    queued(look, pp->runq[at % P::kRunqSize].load(relaxed), "P2", "a local queue");
  }
  if (G* next = pp->runnext.load(relaxed)) {
    queued(look, next, "P3", "runnext");
  }
}

void look_at_owner_of(Look& look, P const* pp) {
  if (pp->m != nullptr && pp->status.load(relaxed) == PStatus::running && pp->m->p != pp) {
    broken(look, "P1: P%u is running on M%u, which has another", pp->id, pp->m->id);
  }
  uint32_t owners = 0;
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    owners += mp->p == pp;
    owners += mp->nextp == pp && mp->p != pp;
  }
  if (owners > 1) {
    broken(look, "P1: P%u is on %u Ms", pp->id, owners);
  }
}

void look_at_m(Look& look, M const* mp) {
  look.nspinning += mp->spinning;
  if (mp->locks < 0 || mp->nheld > M::kMaxHeld || mp->locks < static_cast<int32_t>(mp->nheld)) {
    return broken(look, "M1: M%u has locks %d and holds %u", mp->id, mp->locks, mp->nheld);
  }
  uintptr_t const key = mp->park.key.load(relaxed);
  if (key > 1 && key != reinterpret_cast<uintptr_t>(mp)) {
    broken(look, "N1: the note of M%u holds neither 0, 1 nor its M", mp->id);
  }
}

void look_at_g(Look& look, G const* gp) {
  GStatus const status = status_of(gp);
  bool const running = status == GStatus::running || status == GStatus::copystack || status == GStatus::syscall;
  if (running && (gp->m == nullptr || gp->m->curg != gp)) {
    return broken(look, "G3: G%llu is running without an M that has it", goid(gp));
  }
  // On its way on or off: the M that has it works on g0.
  if (!running && gp->m != nullptr && (gp->m->curg != gp || sim::view(gp->m->id).g == gp)) {
    broken(look, "G3: G%llu is %s and has an M", goid(gp), gstatus_name(status));
  }
}

void look_everywhere(Look& look) {
  for (M const* mp = allm; mp != nullptr && !look.broken; mp = mp->alllink) {
    look_at_m(look, mp);
  }
  if (sched.nmspinning.load(relaxed) < look.nspinning) {
    broken(look, "M2: nmspinning is %d, %d Ms spin", sched.nmspinning.load(relaxed), look.nspinning);
  }
  if (!look.locked && !look.broken) {
    look_at_global_queue(look);
    look_at_idle_ps(look);
    look_at_idle_ms(look);
    look_at_handed_and_kept(look);
  }
  for (uint32_t id = 0; id < gomaxprocs && !look.broken; id++) {
    look_at_queue_of(look, allp[id]);
    look_at_owner_of(look, allp[id]);
  }
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    if (G const* gp = g_at(i); !gp->is_g0) {
      look_at_g(look, gp);
    }
  }
}

// ---- at rest -----------------------------------------------------------------------------------------------------

bool pages_missing(uintptr_t lo, uintptr_t hi) {
  for (uintptr_t at = lo; at < hi; at += arch::kPageSize) {
    if (!sim::committed(at)) {
      return true;
    }
  }
  return false;
}

bool pages_there(uintptr_t lo, uintptr_t hi) {
  for (uintptr_t at = lo; at < hi; at += arch::kPageSize) {
    if (sim::committed(at)) {
      return true;
    }
  }
  return false;
}

bool all_zero(uintptr_t lo, uintptr_t hi) {
  auto const* word = reinterpret_cast<uint64_t const*>(lo);
  return std::all_of(word, word + (hi - lo) / sizeof *word, [](uint64_t value) { return value == 0; });
}

void look_at_stack(Look& look, G const* gp) {
  uintptr_t const lowest = gp->committed.load(relaxed);
  if (lowest > gp->stack.hi || pages_there(gp->stack.lo, lowest)) {
    return broken(look, "T1: G%llu has pages below its lowest", goid(gp));
  }
  GStatus const status = status_of(gp);
  bool const off = status == GStatus::waiting || status == GStatus::runnable;
  if (off && pages_missing(gp->sched.sp & ~(arch::kPageSize - 1), gp->stack.hi)) {
    broken(look, "T3: G%llu has lost a page under a frame", goid(gp));
  }
}

void look_at_memory(Look& look) {
  arch::MemoryStats const memory = arch::memory_stats();
  uint64_t const sum =
      memory.free + memory.limbo + memory.reserved + memory.stacks + memory.tables + memory.other;
  if (sum != memory.sys) {
    broken(look, "MemoryStats: %llu bytes of %llu are accounted for", static_cast<unsigned long long>(sum),
           static_cast<unsigned long long>(memory.sys));
  }
}

uint32_t look_at_free_list(Look& look, G* list, size_t most, char const* what) {
  uint32_t n = 0;
  for (G* gp = list; gp != nullptr && !look.broken; gp = gp->schedlink) {
    if (gp->stack.hi - gp->committed.load(relaxed) > most) {
      broken(look, "T1: a dead G in %s has more stack than it should", what);
    }
    if (!all_zero(gp->committed.load(relaxed), gp->stack.hi)) {
      broken(look, "T2: a dead G in %s has left something on its stack", what);
    }
    if (status_of(gp) != GStatus::dead) {
      broken(look, "G2: G%llu in %s is %s", goid(gp), what, gstatus_name(status_of(gp)));
    }
    place(look, gp, Where::freelist, what);
    n++;
  }
  return n;
}

void look_at_free_lists(Look& look) {
  if (look_at_free_list(look, sched.gfree, 0, "sched.gfree") != static_cast<uint32_t>(sched.ngfree.load(relaxed))) {
    broken(look, "S1: ngfree is %d, the list is not as long", sched.ngfree.load(relaxed));
  }
  for (uint32_t id = 0; id < gomaxprocs && !look.broken; id++) {
    P const* pp = allp[id];
    if (look_at_free_list(look, pp->gfree, arch::kPageSize, "a P's gfree") != static_cast<uint32_t>(pp->ngfree)) {
      broken(look, "S1: ngfree of P%u is %d, the list is not as long", id, pp->ngfree);
    }
  }
}

// Nothing lost: who is not on an M is where it can be found.
void look_for_lost(Look& look) {
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    G const* gp = g_at(i);
    GStatus const status = status_of(gp);
    if (!gp->is_g0 && status == GStatus::runnable && look.where[i] != Where::queue) {
      broken(look, "L1: G%llu is runnable and in no queue", goid(gp));
    }
    if (!gp->is_g0 && status == GStatus::dead && look.where[i] != Where::freelist) {
      broken(look, "G2: a dead G, once G%llu, is on no free list", goid(gp));
    }
  }
}

bool world_stopped() { return sched.gcwaiting.load(relaxed) != 0 && sched.stopwait.load(relaxed) == 0; }

// P4: all stopped, and one M has a P.
void look_at_stopped(Look& look) {
  uint32_t owners = 0;
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    owners += mp->p != nullptr;
  }
  for (uint32_t id = 0; id < gomaxprocs && !look.broken; id++) {
    if (allp[id]->status.load(relaxed) != PStatus::gcstop || owners != 1) {
      broken(look, "P4: the world is stopped, P%u is %s and %u Ms have one", id,
             pstatus_name(allp[id]->status.load(relaxed)), owners);
    }
  }
}

void look_at_resting_m(Look& look, M const* mp) {
  if (mp->locks != 0 && !(mp->locks == 1 && holds_world(mp))) {
    broken(look, "M1: M%u rests with locks %d", mp->id, mp->locks);
  }
  bool const in_call = mp->curg != nullptr && status_of(mp->curg) == GStatus::syscall;
  if (mp->p == nullptr && sim::view(mp->id).started && !mp->idle && !in_call) {
    broken(look, "S1: M%u rests without a P and is not on the idle list", mp->id);
  }
  PStatus const status = mp->p == nullptr ? PStatus::idle : mp->p->status.load(relaxed);
  bool const has_it = status == PStatus::running || (status == PStatus::gcstop && holds_world(mp));
  if (mp->p != nullptr && (mp->p->m != mp || !has_it)) {
    broken(look, "P1: M%u has P%u, which is not its own", mp->id, mp->p->id);
  }
}

void look_at_counts(Look& look) {
  if (sched.nmspinning.load(relaxed) != look.nspinning || look.nspinning != 0) {
    broken(look, "M2: nmspinning is %d, %d Ms spin, all rest", sched.nmspinning.load(relaxed), look.nspinning);
  }
  uint32_t idle = 0;
  for (uint32_t id = 0; id < gomaxprocs; id++) {
    idle += allp[id]->status.load(relaxed) == PStatus::idle;
  }
  if (idle != look.npidle) {
    broken(look, "P1: %u Ps are idle, %u are on the list", idle, look.npidle);
  }
  if (look.queued > 0 && look.npidle > 0 && sched.nmfree.load(relaxed) > 0) {
    broken(look, "S2: %u Gs wait beside %u idle Ps", look.queued, look.npidle);
  }
}

Look new_look() {
  places.assign(sched.allglen.load(relaxed), Where::nowhere);
  return {.where = places, .locked = sched.lock.key.load(relaxed) != 0};
}

}  // namespace

bool rests(uint32_t id) {
  sim::CoreView const core = sim::view(id);
  if (!core.started || core.halted) {
    return true;
  }
  M const* mp = core.g == nullptr ? nullptr : core.g->m;
  if (mp == nullptr || mp->curg != core.g || core.in_handler || !in_task_text(core.pc)) {
    return false;
  }
  return mp->locks == 0 || (mp->locks == 1 && holds_world(mp));
}

bool at_rest() {
  for (uint32_t id = 0; id < sched.ncores; id++) {
    if (!rests(id)) {
      return false;
    }
  }
  return true;
}

char const* check_preempted(uint32_t core, uintptr_t pc) {
  G const* gp = sim::view(core).g;
  M const* mp = gp->m;
  bool const allowed = in_task_text(pc) && !gp->is_g0 && mp != nullptr && mp->id == core && mp->curg == gp &&
                       mp->locks == 0 && mp->p != nullptr && mp->p->m == mp;
  return allowed ? nullptr : "X1: preempted where it must not be";
}

char const* check_always() {
  Look look = new_look();
  look_everywhere(look);
  return look.broken ? text : nullptr;
}

char const* check_at_rest() {
  Look look = new_look();
  look_everywhere(look);
  if (!look.broken) {
    look_at_free_lists(look);
    look_for_lost(look);
    look_at_locked(look);
    look_at_counts(look);
    if (world_stopped()) {
      look_at_stopped(look);
    }
    look_at_memory(look);
  }
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    look_at_stack(look, g_at(i));
  }
  for (M const* mp = allm; mp != nullptr && !look.broken; mp = mp->alllink) {
    look_at_resting_m(look, mp);
  }
  return look.broken ? text : nullptr;
}

}  // namespace burrow

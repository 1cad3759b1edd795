// The invariants that hold when every core halts or runs task code: nothing is lost, nothing is in the middle of a change.
#include <algorithm>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"
#include "tests/support/look.h"
#include "tests/support/world.h"

namespace burrow {

namespace {

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
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed) && !look.broken; id++) {
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
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed) && !look.broken; id++) {
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
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed); id++) {
    idle += allp[id]->status.load(relaxed) == PStatus::idle;
  }
  if (idle != look.npidle) {
    broken(look, "P1: %u Ps are idle, %u are on the list", idle, look.npidle);
  }
  bool const free = sched.dozing.load(relaxed) != 0 || (look.npidle > 0 && sched.nmfree.load(relaxed) > 0);
  if (sched.irqready.load(relaxed) != nullptr && free) {
    broken(look, "J2: a device has answered, and a core sleeps on");
  }
  if (look.queued > 0 && look.npidle > 0 && sched.nmfree.load(relaxed) > 0) {
    broken(look, "S2: %u Gs wait beside %u idle Ps", look.queued, look.npidle);
  }
}

// W1, W2
void look_at_timers_of(Look& look, P const* pp) {
  Timers const& ts = pp->timers;
  for (uint32_t at = 0; at < ts.heap.n && !look.broken; at++) {
    RuntimeTimer const* t = timerheap_at(ts.heap, at);
    if (t->ts.load(relaxed) != &ts || t->at != at) {
      broken(look, "W1: a timer of P%u is not where it says", pp->id);
    } else if (t->when < timerheap_at(ts.heap, at == 0 ? 0 : (at - 1) / 4)->when) {
      broken(look, "W2: a timer of P%u is due before the one above it", pp->id);
    }
  }
  int64_t const when = ts.heap.n == 0 ? 0 : timerheap_top(ts.heap)->when;
  if (!look.broken && (ts.minWhen.load(relaxed) != when || ts.armed.load(relaxed) != ts.heap.n)) {
    broken(look, "W2: P%u has %u timers, %u are counted, or minWhen is wrong", pp->id, ts.heap.n, ts.armed.load(relaxed));
  }
}

// W4
void look_at_poller(Look& look) {
  int64_t const earliest = timeSleepUntil();
  if (earliest == arch::kNever || sched.npidle.load(relaxed) == 0 || sched.nmfree.load(relaxed) == 0) {
    return;
  }
  uint32_t const poller = sched.poller.load(relaxed);
  if (poller == 0) {
    return broken(look, "W4: a timer waits beside an idle P, and no core polls");
  }
  int64_t const until = sched.pollUntil.load(relaxed);
  if (until == 0 || until > earliest || sim::view(poller - 1).deadline_ns > until) {
    broken(look, "W4: the earliest timer is due at %lld, core %u polls until %lld", static_cast<long long>(earliest),
           poller - 1, static_cast<long long>(until));
  }
}

// W3
void look_at_sleepers(Look& look) {
  uint32_t asleep = 0, armed = 0;
  for (uint32_t i = 0; i < look.where.size(); i++) {
    asleep += status_of(g_at(i)) == GStatus::waiting && g_at(i)->waitreason == WaitReason::sleep;
  }
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed) && !look.broken; id++) {
    look_at_timers_of(look, allp[id]);
    armed += allp[id]->timers.heap.n;
  }
  if (!look.broken && armed < asleep) {
    broken(look, "W3: %u Gs sleep, %u timers are armed", asleep, armed);
  }
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
    look_at_sleepers(look);
    look_at_poller(look);
  }
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    look_at_stack(look, g_at(i));
  }
  for (M const* mp = allm; mp != nullptr && !look.broken; mp = mp->alllink) {
    look_at_resting_m(look, mp);
  }
  return result(look);
}

}  // namespace burrow

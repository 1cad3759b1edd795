// The scheduler's numbered invariants (grep for "// G1" and the like in runtime/), checked from outside: those that hold
// always, also in the middle of any function.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"
#include "tests/support/look.h"
#include "tests/support/world.h"

namespace burrow {

namespace {

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

// J1: nobody else has them, so they stand still.
void look_at_irqready(Look& look) {
  for (G* gp = sched.irqready.load(relaxed); gp != nullptr && !look.broken; gp = gp->schedlink) {
    place(look, gp, Where::queue, "irqready");
    if (status_of(gp) != GStatus::waiting || gp->m != nullptr) {
      broken(look, "J1: G%llu on irqready is %s", goid(gp), gstatus_name(status_of(gp)));
    }
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
  for (P* pp = sched.pidle; pp != nullptr && !look.broken && look.npidle <= gomaxprocs.load(relaxed); pp = pp->link) {
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

}  // namespace

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
  if (!look.broken) {
    look_at_irqready(look);
  }
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed) && !look.broken; id++) {
    look_at_queue_of(look, allp[id]);
    look_at_owner_of(look, allp[id]);
  }
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    if (G const* gp = g_at(i); !gp->is_g0) {
      look_at_g(look, gp);
    }
  }
  if (!look.broken) {
    look_at_channels(look);
  }
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
  return result(look);
}

}  // namespace burrow

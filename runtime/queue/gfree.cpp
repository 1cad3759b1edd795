// Go: gfput, gfget (proc.go). Differs: a P's own Gs have a stack, the shared ones none, so there is one list and not two.
#include "runtime/queue/gfree.h"

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"
#include "runtime/queue/gstack.h"

namespace burrow {

static constexpr int32_t kLocalMax = 64;
static constexpr int32_t kLocalKeep = 32;

static void push(G*& list, G* gp) {
  gp->schedlink = list;
  list = gp;
}

static G* pop(G*& list) {
  G* gp = list;
  list = gp->schedlink;
  gp->schedlink = nullptr;
  return gp;
}

// Moves Gs from one list to another until the local one holds `keep` or the source is empty. holds gfreelock
static void balance(P* pp, int32_t keep) {
  int32_t shared = sched.ngfree.load(relaxed);  // relaxed: under the lock
  for (; pp->ngfree > keep; pp->ngfree--, shared++) {
    push(sched.gfree, pop(pp->gfree));
  }
  for (; pp->ngfree < keep && shared > 0; pp->ngfree++, shared--) {
    push(pp->gfree, pop(sched.gfree));
  }
  sched.ngfree.store(shared, relaxed);
}

// Those that balance will send away leave their stacks here.
static void strip(P* pp, int32_t keep) {
  G* gp = pp->gfree;
  for (int32_t n = pp->ngfree; n > keep; n--, gp = gp->schedlink) {
    release_below(gp, gp->stack.hi);
  }
}

void gfput(P* pp, G* gp) {
  require(static_cast<GStatus>(gp->atomicstatus.load(relaxed)) == GStatus::dead, "gfput: bad status (not Gdead)");
  push(pp->gfree, gp);
  if (++pp->ngfree < kLocalMax) {
    return;
  }
  strip(pp, kLocalKeep);
  lock(sched.gfreelock);
  balance(pp, kLocalKeep);
  unlock(sched.gfreelock);
}

G* gfget(P* pp) {
  if (pp->ngfree == 0 && sched.ngfree.load(relaxed) != 0) {  // relaxed: a hint
    lock(sched.gfreelock);
    balance(pp, kLocalKeep);
    unlock(sched.gfreelock);
  }
  if (pp->ngfree == 0) {
    return nullptr;
  }
  pp->ngfree--;
  return pop(pp->gfree);
}

void gfpurge(P* pp) {
  strip(pp, 0);
  lock(sched.gfreelock);
  balance(pp, 0);
  unlock(sched.gfreelock);
}

}  // namespace burrow

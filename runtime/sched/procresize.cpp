// How many Ps there are. Go: procresize, p.init, p.destroy (proc.go).
//
// R1  allp[0, gomaxprocs) are alive. One beyond is dead, but its memory stays: an M in a system call may remember it.
//     gomaxprocs changes while the world is stopped, under sysmonlock and sched.lock: who has one of them or a P reads it
//     relaxed, all others acquire.
#include <new>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/gfree.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/malloc.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

void make_procs(uint32_t nprocs) {
  require(nprocs > 0 && nprocs <= kMaxProcs, "procresize: invalid arg");
  for (uint32_t id = 0; id < nprocs; id++) {
    if (allp[id] != nullptr) {
      continue;
    }
    void* memory = arch::sys_alloc(sizeof(P));
    require(memory != nullptr, "procresize: out of memory");
    P* pp = new (memory) P;
    pp->id = id;
    newpstatus(pp);
    allp[id] = pp;
  }
}

// P number id comes to life, perhaps again. Go: p.init
static void init_p(P* pp) {
  pp->seentick = ~uint32_t{0};                        // no system call has been seen
  if (pp->status.load(relaxed) == PStatus::dead) {    // relaxed: the world is stopped
    setpstatus(pp, PStatus::dead, PStatus::gcstop);
  }
}

// Its Gs go to the front of the global queue, in their order, its timers to the P of who resizes. Go: p.destroy
static void destroy_p(P* pp) {
  while (G* gp = runq_pop_tail(pp)) {
    globrunqputhead(gp);
  }
  if (G* next = pp->runnext.exchange(nullptr, acq_rel)) {  // acq_rel: takes over from runqput
    globrunqputhead(next);
  }
  move_timers(pp, getg()->m->p);
  gfpurge(pp);
  mcache_flush(pp);
  pp->runSafePointFn.store(0, relaxed);  // relaxed, both: the world is stopped
  pp->preempt.store(false, relaxed);
  setpstatus(pp, PStatus::gcstop, PStatus::dead);
}

// The M that resizes keeps its P if that stays, else it takes the first. The interrupt that was to end its slice may come while it
// has none: then nobody else would set the timer again.
static void keep_one(M* mp, uint32_t nprocs) {
  P* own = mp->p;
  if (own != nullptr && own->id < nprocs) {
    setpstatus(own, PStatus::gcstop, PStatus::running);
    return;
  }
  if (own != nullptr) {
    own->m = nullptr;
    mp->p = nullptr;
  }
  setpstatus(allp[0], PStatus::gcstop, PStatus::idle);
  acquirep(allp[0]);
  if (own != nullptr) {
    arm_slice(mp);
  }
}

P* procresize(uint32_t nprocs) {
  require(holds(LockRank::sched), "procresize: sched.lock not held");
  M* mp = getg()->m;
  uint32_t old = gomaxprocs.load(relaxed);  // relaxed: R1
  for (uint32_t id = old; id < nprocs; id++) {
    init_p(allp[id]);
  }
  keep_one(mp, nprocs);
  for (uint32_t id = nprocs; id < old; id++) {
    destroy_p(allp[id]);
  }
  P* runnable = nullptr;
  for (uint32_t id = nprocs; id-- > 0;) {
    P* pp = allp[id];
    if (pp == mp->p) {
      continue;
    }
    setpstatus(pp, PStatus::gcstop, PStatus::idle);
    if (runqempty(pp)) {
      pidleput(pp);
    } else {
      pp->link = runnable;
      runnable = pp;
    }
  }
  if (nprocs != old) {
    sched.stealorder.reset(nprocs);
    gomaxprocs.store(nprocs, release);  // rel: pairs with acq in timeSleepUntil: allp is filled
  }
  return runnable;
}

}  // namespace burrow

// From zeroed storage to a scheduler with its Ms and Ps. Go: schedinit, mcommoninit, procresize (proc.go).
// Differs: all Ms are made here, because newm must not fail; they are started one by one when there is work.
#include <new>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/idle.h"
#include "runtime/sched/proc.h"

namespace burrow {

template <class T>
static T* zeroed() {
  void* memory = arch::sys_alloc(sizeof(T));
  require(memory != nullptr, "schedinit: out of memory");
  return new (memory) T;
}

static void mcommoninit(M* mp, uint32_t id) {
  mp->id = id;
  mp->randstate = rand_state(sched.config.seed, id);
  mp->armed_ns.store(arch::kNever, relaxed);  // relaxed: this M does not run yet
  mp->alllink = allm;
  allm = mp;
}

// The boot core's M borrows a G of no stack while the first real one is made.
static void bootstrap_m0(M* mp, G* borrowed) {
  borrowed->m = mp;
  borrowed->is_g0 = true;
  mp->g0 = borrowed;
  setg(borrowed);
}

static void give_g0(M* mp) {
  G* g0 = malg(true);
  require(g0 != nullptr, "schedinit: out of memory");
  g0->m = mp;
  mp->g0 = g0;
}

// on g0 · before any goroutine runs. All Ps idle but the first, which m0 takes.
static void procresize(uint32_t nprocs) {
  for (uint32_t id = 0; id < nprocs; id++) {
    P* pp = zeroed<P>();
    pp->id = id;
    newpstatus(pp);
    pp->seentick = ~uint32_t{0};  // no system call has been seen
    allp[id] = pp;
  }
  gomaxprocs = nprocs;
  sched.stealorder.reset(nprocs);
  lock(sched.lock);
  for (uint32_t id = nprocs; id-- > 0;) {
    setpstatus(allp[id], PStatus::gcstop, PStatus::idle);
    if (id != 0) {
      pidleput(allp[id]);
    }
  }
  unlock(sched.lock);
  acquirep(allp[0]);
}

void schedinit(SchedConfig const& config) {
  require(allm == nullptr && config.gomaxprocs <= kMaxProcs, "schedinit: not a fresh world");
  sched.config = config;
  sched.ncores = arch::ncores();

  M* m0 = zeroed<M>();
  mcommoninit(m0, 0);
  G borrowed{};
  bootstrap_m0(m0, &borrowed);
  give_g0(m0);
  setg(m0->g0);

  for (uint32_t id = 1; id < sched.ncores; id++) {
    M* mp = zeroed<M>();
    mcommoninit(mp, id);
    give_g0(mp);
  }
  sched.mnext = 1;
  sched.nmfree.store(sched.ncores - 1, relaxed);  // relaxed: no other M runs
  procresize(config.gomaxprocs != 0 ? config.gomaxprocs : sched.ncores);
}

}  // namespace burrow

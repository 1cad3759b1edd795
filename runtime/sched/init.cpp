// From zeroed storage to a scheduler with its Ms and Ps. Go: schedinit, mcommoninit (proc.go).
// Differs: all Ms are made here, because newm must not fail; they are started one by one when there is work.
#include <new>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"

namespace burrow {

static M* new_m() {
  void* memory = arch::sys_alloc(sizeof(M));
  require(memory != nullptr, "schedinit: out of memory");
  return new (memory) M;
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

void schedinit(SchedConfig const& config) {
  require(allm == nullptr && config.gomaxprocs <= kMaxProcs, "schedinit: not a fresh world");
  sched.config = config;
  sched.worldsema.count = 1;
  sched.ncores = arch::ncores();

  M* m0 = new_m();
  mcommoninit(m0, 0);
  G borrowed{};
  bootstrap_m0(m0, &borrowed);
  give_g0(m0);
  setg(m0->g0);

  for (uint32_t id = 1; id < sched.ncores; id++) {
    M* mp = new_m();
    mcommoninit(mp, id);
    give_g0(mp);
  }
  sched.mnext.store(1, relaxed);  // relaxed, here and below: no other M runs
  sched.nmfree.store(sched.ncores - 1, relaxed);
  uint32_t procs = config.gomaxprocs != 0 ? config.gomaxprocs : sched.ncores;
  make_procs(procs);
  lock(sched.lock);
  procresize(procs);
  unlock(sched.lock);
}

}  // namespace burrow

// The birth and death of goroutines. Go: newproc, newproc1, goexit, goexit0, gcount (proc.go).
// Differs: arguments are an object that is moved, not bytes that are copied.
#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/gfree.h"
#include "runtime/queue/gstack.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

static uint64_t next_goid(P* pp) {
  constexpr uint64_t kBatch = 16;
  if (pp->goidcache == pp->goidcacheend) {
    pp->goidcache = sched.goidgen.fetch_add(kBatch, relaxed) + 1;  // goids begin at 1, the main goroutine's
    pp->goidcacheend = pp->goidcache + kBatch;
  }
  return pp->goidcache++;
}

static G* dead_g(P* pp) {
  G* newg = gfget(pp);
  if (newg == nullptr) {
    return malg(false);
  }
  return commit_first_page(newg) ? newg : nullptr;
}

// on g0 · m.locks raised
static G* newproc1(Callable const& callable, void* object, G const* parent, uintptr_t gopc) {
  P* pp = getg()->m->p;
  G* newg = dead_g(pp);
  require(newg != nullptr, "out of memory (goroutine)");
  require(readgstatus(newg) == GStatus::dead, "newproc1: new g is not Gdead");

  uintptr_t place = align_down(newg->stack.hi - callable.bytes, 16);
  callable.move(reinterpret_cast<void*>(place), object);
  arch::gostartcallfn(&newg->sched, place, callable.run, reinterpret_cast<void*>(place));
  newg->startfn = callable.function;
  newg->gopc = gopc;
  newg->goid = next_goid(pp);
  newg->parentGoid = parent->goid;
  newg->job = parent->job;
  traceGoCreate(newg);
  casgstatus(newg, GStatus::dead, GStatus::runnable);
  return newg;
}

struct NewProc {
  Callable const& callable;
  void* object;
  G const* parent;
  uintptr_t gopc;
  uint64_t goid;
};

// on g0
static void newproc_m(void* arg) {
  auto* request = static_cast<NewProc*>(arg);
  M* mp = acquirem();
  G* newg = newproc1(request->callable, request->object, request->parent, request->gopc);
  request->goid = newg->goid;
  runqput(mp->p, newg, sched.mainstarted);  // the first has no slice to inherit
  if (sched.mainstarted) {
    wakep();
  }
  releasem(mp);
}

uint64_t newproc(Callable const& callable, void* object, uintptr_t gopc) {
  require(callable.run != nullptr && callable.function != nullptr, "go of nil func value");
  require(callable.bytes <= kMaxCallable, "newproc: function arguments too large for new goroutine");
  NewProc request{callable, object, getg(), gopc, 0};
  systemstack(newproc_m, &request);
  return request.goid;
}

// What the dead G has left on its stack goes (T2).
static void clear_stack(G* gp) {
  uintptr_t first = gp->stack.hi - arch::kPageSize;
  release_below(gp, first);
  arch::clear_page(reinterpret_cast<void*>(first));
}

void goexit0(G* gp) {
  M* mp = getg()->m;
  traceGoEnd(gp);
  casgstatus(gp, GStatus::running, GStatus::dead);
  unlock_at_exit(mp, gp);
  gp->waitreason = WaitReason::zero;
  gp->asyncSafePoint = false;
  gp->system = false;
  gp->preempt.store(false, relaxed);  // relaxed, both: it runs nowhere
  gp->preemptStop.store(false, relaxed);
  dropg();
  clear_stack(gp);
  gfput(mp->p, gp);
  schedule();
}

uint32_t gcount() {
  uint32_t alive = 0;
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    G* gp = allg(i);
    GStatus status = readgstatus(gp);
    alive += !gp->is_g0 && status != GStatus::dead && status != GStatus::idle;
  }
  return alive;
}

}  // namespace burrow

// The return address of a goroutine's function. Go: goexit (asm), goexit1.
extern "C" void goexit_upcall() {
  burrow::mcall(burrow::goexit0);
  __builtin_unreachable();
}

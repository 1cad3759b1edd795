// Waiting and being woken. Go: gopark, park_m, goready, ready (proc.go). Only who waits for someone parks: in a system call a
// goroutine keeps its M, and one whose slice is over is runnable. goready makes it runnext, not the last of the ring.
//
// park/ready: a G is recorded where a readier will find it before it has left its stack.
//   parker on its own stack             readier on another core
//   A  records the G, holding the lock
//   B  mcall: off the stack
//   parker's g0 (park_m)
//   C  running → waiting, dropg
//   D  unlockf releases the lock        E  takes the lock, finds the G
//                                       F  ready: waiting → runnable, runqput
//   E comes after D, so F never sees a G that still runs, and nobody resumes a stack that is still in use.
#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

// on g0
static void park_m(G* gp) {
  M* mp = getg()->m;
  traceGoPark(gp, gp->waitreason);
  casgstatus(gp, GStatus::running, GStatus::waiting);
  dropg();
  if (auto unlockf = std::exchange(mp->waitunlockf, nullptr)) {
    void* waitlock = std::exchange(mp->waitlock, nullptr);
    if (!unlockf(gp, waitlock)) {
      traceGoUnpark(gp);
      casgstatus(gp, GStatus::waiting, GStatus::runnable);
      execute(gp, true);
    }
  }
  schedule();
}

void gopark(UnlockFn unlockf, void* waitlock, WaitReason reason) {
  M* mp = acquirem();
  G* gp = mp->curg;
  require(gp == getg() && without_scan(readgstatus(gp)) == GStatus::running, "gopark: bad g status");
  mp->waitlock = waitlock;
  mp->waitunlockf = unlockf;
  gp->waitreason = reason;
  gp->waitsince = mp->slicestart_ns.load(relaxed);  // relaxed: this core's own. Minutes matter, so no clock is read
  releasem(mp);
  mcall(park_m);
}

void ready(G* gp, bool next) {
  M* mp = acquirem();
  if (without_scan(readgstatus(gp)) != GStatus::waiting) {
    dumpgstatus(gp);
    fatal("bad g->status in ready");
  }
  traceGoUnpark(gp);
  casgstatus(gp, GStatus::waiting, GStatus::runnable);
  runqput(mp->p, gp, next);
  wakep();
  releasem(mp);
}

void goready(G* gp) {
  systemstack([](void* arg) { ready(static_cast<G*>(arg), true); }, gp);
}

}  // namespace burrow

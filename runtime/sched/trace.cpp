// The schedule log: a line for every event, at the places where the seeds call traceGo*. Go: trace.go.
// With one clock and one seed it is the same, to the byte, in every run.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/print.h"
#include "runtime/sched/proc.h"

namespace burrow {

// Microseconds, core, P, event.
template <class... Parts>
static void event(char const* name, Parts... parts) {
  if (!sched.config.log) {
    return;
  }
  M* mp = getg()->m;
  print(column(arch::nanotime() / 1000, 9), " M", mp->id, " P", mp->p != nullptr ? static_cast<int>(mp->p->id) : -1, " ",
        name, parts..., '\n');
}

void traceGoCreate(G* newg) { event("create  G", newg->goid, " by G", newg->parentGoid); }
void traceGoStart(G* gp) { event("execute G", gp->goid); }
void traceGoPark(G* gp, WaitReason reason) { event("park    G", gp->goid, " [", waitreason_name(reason), "]"); }
void traceGoUnpark(G* gp) { event("ready   G", gp->goid); }
void traceGoSched(G* gp) { event("yield   G", gp->goid); }
void traceGoPreempt(G* gp) { event("preempt G", gp->goid); }
void traceGoEnd(G* gp) { event("exit    G", gp->goid); }
void traceSteal(P* victim, uint32_t n) { event("steal   ", n, " from P", victim->id); }
void traceWake(M* mp, P* pp) { event("wake    M", mp->id, " with P", pp->id); }

void traceGoSysCall(G* gp) { event("syscall G", gp->goid); }
void traceGoSysExit(G* gp) { event("sysexit G", gp->goid); }
void traceGoSysBlock(P* pp) { event("retake  P", pp->id); }

}  // namespace burrow

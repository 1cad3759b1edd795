// The gates for changes of state. Go: casgstatus, readgstatus (proc.go).
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"

namespace burrow {

GStatus readgstatus(G const* gp) {
  return static_cast<GStatus>(gp->atomicstatus.load(acquire));  // acq: pairs with acq_rel in casgstatus
}

void casgstatus(G* gp, GStatus from, GStatus to) {
  int edge = gedge(from, to);
  require(edge >= 0, "casgstatus: bad incoming values");
  uint32_t old = static_cast<uint32_t>(from);
  // acq_rel: what the last owner of the G did to it happens before what the next one does
  if (!gp->atomicstatus.cas(old, static_cast<uint32_t>(to), acq_rel, acquire)) {
    dumpgstatus(gp);
    fatal("casgstatus: the G is in another state");
  }
  getg()->m->gedges[edge]++;
}

void newpstatus(P* pp) { pp->status.store(PStatus::gcstop, relaxed); }  // relaxed: nobody else sees it yet

bool caspstatus(P* pp, PStatus from, PStatus to) {
  int edge = pedge(from, to);
  require(edge >= 0, "caspstatus: bad incoming values");
  // acq_rel: whoever takes a P from a system call sees all that its last owner did with it
  if (!pp->status.cas(from, to, acq_rel, acquire)) {
    return false;
  }
  getg()->m->pedges[edge]++;
  return true;
}

void setpstatus(P* pp, PStatus from, PStatus to) {
  int edge = pedge(from, to);
  require(edge >= 0, "setpstatus: bad incoming values");
  require(pp->status.load(relaxed) == from, "setpstatus: the P is in another state");  // relaxed: the owner's own
  pp->status.store(to, release);  // rel: pairs with acq_rel in caspstatus
  getg()->m->pedges[edge]++;
}

}  // namespace burrow

// The gates for changes of state. Go: readgstatus, casgstatus, castogscanstatus, casfrom_Gscanstatus, casGToPreemptScan,
// casGFromPreempted, casgcopystack (proc.go).
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"

namespace burrow {

GStatus readgstatus(G const* gp) {
  return static_cast<GStatus>(gp->atomicstatus.load(acquire));  // acq: pairs with acq_rel in try_edge
}

// One attempt along row `edge`. On failure `from` is what was found.
static bool try_edge(G* gp, int edge, GStatus& from, GStatus to) {
  auto old = static_cast<uint32_t>(from);
  // acq_rel: what the last owner of the G did to it happens before what the next one does
  if (!gp->atomicstatus.cas(old, static_cast<uint32_t>(to), acq_rel, acquire)) {
    from = static_cast<GStatus>(old);
    return false;
  }
  getg()->m->gedges[edge]++;
  return true;
}

static int legal_edge(GStatus from, GStatus to, char const* reason) {
  int edge = gedge(from, to);
  require(edge >= 0, reason);
  return edge;
}

void casgstatus(G* gp, GStatus from, GStatus to) {
  require(!has_scan(from) && !has_scan(to), "casgstatus: bad incoming values");
  int edge = legal_edge(from, to, "casgstatus: bad incoming values");
  for (GStatus found = from; !try_edge(gp, edge, found, to); found = from) {
    if (found != with_scan(from)) {  // G4: whoever looks at the stack is soon done
      dumpgstatus(gp);
      fatal(from == GStatus::waiting && found == GStatus::runnable ? "casgstatus: waiting for Gwaiting but is Grunnable"
                                                                   : "casgstatus: the G is in another state");
    }
    arch::cpu_relax();
  }
}

bool castogscanstatus(G* gp, GStatus from) {
  int edge = legal_edge(from, with_scan(from), "castogscanstatus");
  return try_edge(gp, edge, from, with_scan(from));
}

void casfrom_Gscanstatus(G* gp, GStatus from) {
  int edge = legal_edge(from, without_scan(from), "casfrom_Gscanstatus:top gp->status is not in scan state");
  if (!try_edge(gp, edge, from, without_scan(from))) {
    dumpgstatus(gp);
    fatal("casfrom_Gscanstatus: gp->status is not in scan state");
  }
}

void casGToPreemptScan(G* gp) {
  int edge = legal_edge(GStatus::running, GStatus::scanpreempted, "casGToPreemptScan");
  for (GStatus found = GStatus::running; !try_edge(gp, edge, found, GStatus::scanpreempted);
       found = GStatus::running) {
    require(found == GStatus::scanrunning, "casGToPreemptScan: the G is in another state");
    arch::cpu_relax();
  }
}

bool casGFromPreempted(G* gp) {
  GStatus from = GStatus::preempted;
  return try_edge(gp, legal_edge(from, GStatus::waiting, "casGFromPreempted"), from, GStatus::waiting);
}

bool casgcopystack(G* gp) {
  GStatus from = GStatus::running;
  return try_edge(gp, legal_edge(from, GStatus::copystack, "casgcopystack"), from, GStatus::copystack);
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

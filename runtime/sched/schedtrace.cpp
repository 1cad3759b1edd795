// What the scheduler is doing, in the lines of GODEBUG=schedtrace and scheddetail. Go: schedtrace (proc.go; 1.21, the first
// text with needspinning=). Differs: threads are cores that have started; of several goroutines tied to one core its line
// shows one. What comes each so often is printed not by a thread of its own but by the next M that schedules, so that a machine
// in which nothing happens sleeps on and says nothing.
//
// D2  The lists are held still by sched.lock. All else may change while it is shown: each word is read once, and a pointer
//     leads to something that is never freed.
#include "runtime/base/text.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"

namespace burrow {

template <class... Parts>
static void put(Parts... parts) {
  Text<240> text;
  text.put(parts...);
  arch::write(text.data(), text.size());
}

static char const* truth(bool holds) { return holds ? "true" : "false"; }

// Its number, or Go's word for nobody.
template <class T, class Id>
static Text<20> or_nil(T const* object, Id T::*id) {
  Text<20> text;
  object == nullptr ? text.put("nil") : text.put(object->*id);
  return text;
}

// relaxed, all: D2
static uint32_t runqsize(P const* pp) { return pp->runqtail.load(relaxed) - pp->runqhead.load(relaxed); }

static void put_sched(int64_t now) {
  // relaxed, all: written under sched.lock, or D2
  put("SCHED ", (now - sched.starttime) / 1'000'000, "ms: gomaxprocs=", gomaxprocs.load(relaxed), " idleprocs=",
      sched.npidle.load(relaxed), " threads=", sched.mnext.load(relaxed), " spinningthreads=", sched.nmspinning.load(relaxed),
      " needspinning=", sched.needspinning.load(relaxed), " idlethreads=", sched.nmidle, " runqueue=", sched.runqsize.load(relaxed));
}

static void put_queues() {
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    put(id == 0 ? " [" : " ", runqsize(allp[id]));
  }
  put("]\n");
}

static void put_waits() {
  bool silent = sched.sysmondue_ns.load(relaxed) == 0;  // relaxed, all: D2
  put(" gcwaiting=", truth(sched.gcwaiting.load(relaxed) != 0), " nmidlelocked=", sched.nmidlelocked.load(relaxed),
      " stopwait=", sched.stopwait.load(relaxed), " sysmonwait=", truth(silent), '\n');
}

static void put_p(P const* pp) {
  auto status = static_cast<uint32_t>(pp->status.load(relaxed));  // relaxed, both: D2
  put("  P", pp->id, ": status=", status, " schedtick=", peek(pp->schedtick), " syscalltick=", pp->syscalltick.load(relaxed),
      " m=", or_nil(peek(pp->m), &M::id).c_str(), " runqsize=", runqsize(pp), " gfreecnt=", peek(pp->ngfree),
      " timerslen=", pp->timers.armed.load(relaxed), '\n');
}

// holds sched.lock. Go: m.lockedg
static G const* lockedg(M const* mp, G const* curg) {
  return curg != nullptr && peek(curg->lockedm) == mp ? curg : mp->lockedq.head;
}

static void put_m(M const* mp) {
  G const* curg = peek(mp->curg);
  put("  M", mp->id, ": p=", or_nil(peek(mp->p), &P::id).c_str(), " curg=", or_nil(curg, &G::goid).c_str(),
      " mallocing=0 throwing=0 preemptoff= locks=", peek(mp->locks), " dying=0 spinning=", truth(peek(mp->spinning)),
      " blocked=", truth(peek(mp->blocked)), " lockedg=", or_nil(lockedg(mp, curg), &G::goid).c_str(), '\n');
}

static void put_g(G const* gp) {
  put("  G", gp->goid, ": status=", static_cast<uint32_t>(readgstatus(gp)), '(', waitreason_name(peek(gp->waitreason)), ") m=",
      or_nil(peek(gp->m), &M::id).c_str(), " lockedm=", or_nil(peek(gp->lockedm), &M::id).c_str(), '\n');
}

static void put_details() {
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    put_p(allp[id]);
  }
  uint32_t started = sched.mnext.load(relaxed);  // relaxed: under sched.lock
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    if (mp->id < started) {
      put_m(mp);
    }
  }
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    if (G const* gp = allg(i); !gp->is_g0) {
      put_g(gp);
    }
  }
}

void schedtrace(bool detailed) {
  int64_t now = arch::nanotime();
  lock(sched.lock);
  lock(sched.printlock);
  if (sched.starttime == 0) {
    sched.starttime = now;
  }
  put_sched(now);
  if (detailed) {
    put_waits();
    put_details();
  } else {
    put_queues();
  }
  unlock(sched.printlock);
  unlock(sched.lock);
}

void schedtrace_if_due() {
  if (sched.config.schedtrace_ns == 0) {
    return;
  }
  int64_t now = arch::nanotime();
  int64_t due = sched.schedtracedue_ns.load(relaxed);  // relaxed, both: only one may succeed
  if (now >= due && sched.schedtracedue_ns.cas(due, now + sched.config.schedtrace_ns, relaxed, relaxed)) {
    schedtrace(sched.config.scheddetail);
  }
}

}  // namespace burrow

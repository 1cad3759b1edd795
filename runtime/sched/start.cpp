// Starting and stopping cores. Go: mstart, startm, newm, stopm, acquirep (with wirep), releasep (proc.go).
// Differs: the number of Ms is bounded by the cores. startm may find none, and a core that is about to halt looks for
// work once more, under sched.lock, when it is already on the idle list.
//
// submit/stop-spinning: no runnable G beside an idle P (S2).
//   submitter (ready, newproc …)          core that stops (findrunnable, stopm)
//   A  put G in a queue                   D  P and M onto the idle lists; spinning undone
//   B  full fence                         E  full fence
//   C  an idle P and M, nobody spinning?  F  any queue with a G in it?
//      then start one                        then take P and M back
//   One of C and F sees what the other did: not both B's reads precede D and E's reads precede A.
#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/irqready.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

void acquirep(P* pp) {
  M* mp = getg()->m;
  require(mp->p == nullptr, "wirep: already in go");
  // relaxed, here and in releasep: ours
  require(pp->m == nullptr && pp->status.load(relaxed) == PStatus::idle, "wirep: invalid p state");
  setpstatus(pp, PStatus::idle, PStatus::running);
  mp->p = pp;
  pp->m = mp;
}

P* releasep() {
  M* mp = getg()->m;
  P* pp = mp->p;
  require(pp != nullptr, "releasep: invalid arg");
  require(pp->m == mp && pp->status.load(relaxed) == PStatus::running, "releasep: invalid p state");
  setpstatus(pp, PStatus::running, PStatus::idle);
  mp->p = nullptr;
  pp->m = nullptr;
  return pp;
}

// on g0, at its top. Every core's first and last look at its own stack: schedule never comes back here.
static void mstart1(void*) {
  M* mp = getg()->m;
  if (mp->nextp != nullptr) {
    acquirep(std::exchange(mp->nextp, nullptr));
  } else if (mp->p == nullptr) {
    stopm();
  }
  schedule();
}

void mstart() {
  G* g0 = getg()->m->g0;
  sched.mainstarted = true;
  arch::Gobuf first;
  arch::gostartcallfn(&first, g0->sched.sp, mstart1, nullptr);
  arch::arch_gogo(&first);
}

// A core's way in, still with no G.
static void mcoreentry(void* arg) {
  setg(static_cast<M*>(arg)->g0);
  mstart1(nullptr);
}

static M* find_m(uint32_t id) {
  M* mp = allm;
  while (mp->id != id) {
    mp = mp->alllink;
  }
  return mp;
}

// holds sched.lock. The M of the next core that has never run one; nullptr: all have.
static M* claim_core() {
  uint32_t next = sched.mnext.load(relaxed);  // relaxed: under sched.lock, and so below
  if (next == sched.ncores) {
    return nullptr;
  }
  sched.nmfree.store(sched.nmfree.load(relaxed) - 1, relaxed);
  sched.mnext.store(next + 1, relaxed);
  return find_m(next);
}

static void newm(M* mp) { arch::core_enter(mp->id, mp->g0->sched.sp, mcoreentry, mp); }

void startm(P* pp, bool spinning) {
  lock(sched.lock);
  M* mp = mget(false);
  bool fresh = mp == nullptr && (mp = claim_core()) != nullptr;
  mp = mp != nullptr ? mp : mget(true);
  if (mp == nullptr) {  // every core is busy: each looks at all queues before it halts
    if (spinning) {     // undone before the lock is free: who saw it counted on a look that comes after
      uncount_spinner();
    }
    runq_to_global(pp);
    retire_p(pp);
    unlock(sched.lock);
    return;
  }
  unlock(sched.lock);
  require(!mp->spinning, "startm: m is spinning");
  require(mp->nextp == nullptr, "startm: m has p");
  require(!spinning || runqempty(pp), "startm: p has runnable gs");
  mp->spinning = spinning;
  mp->nextp = pp;
  if (P* own = getg()->m->p) {
    bump(own->stats.wakes);
  }
  traceWake(mp, pp);
  if (fresh) {
    newm(mp);
  } else {
    notewakeup(mp->park);
  }
}

void start_idle_core() {
  lock(sched.lock);
  M* mp = claim_core();
  unlock(sched.lock);
  if (mp != nullptr) {
    newm(mp);
  }
}

bool any_work() {
  if (sched.runqsize.load(relaxed) != 0 || !irqready_empty()) {  // relaxed: under sched.lock
    return true;
  }
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    if (!runqempty(allp[id])) {
      return true;
    }
  }
  return timers_due();
}

// holds sched.lock, mp on the idle list. Points E and F: an idle P for the work that is there, or nullptr. What was
// handed to mp and finds no P goes to where whoever has one will find it.
static P* last_look(M* mp) {
  publish_then_check();
  bool handed = mp->lockedq.head != nullptr;
  P* pp = handed || any_work() ? pidlegetSpinning() : nullptr;
  if (pp != nullptr) {
    mremove(mp);
  } else if (handed) {
    lockedq_to_global(mp);
  }
  return pp;
}

// Sleeps until startm has left a P or timers are due, and looks after system calls and devices whenever an interrupt asks for it.
static void doze(M* mp) {
  uint64_t self = uint64_t{1} << mp->id;
  sched.dozing.fetch_or(self, acq_rel);  // acq_rel: pairs with acq in sysmon_wake; point D of the picture in sysmon.cpp
  publish_then_check();                  // point E; points H and I of the picture in netpoll.cpp
  P* pp;
  do {
    sysmon();
    pp = poll_result(mp);
  } while (pp == nullptr && !poll(mp));
  sched.dozing.fetch_and(~self, acq_rel);  // acq_rel: as above
  keep_watch();
  noteclear(mp->park);
  acquirep(pp != nullptr ? pp : std::exchange(mp->nextp, nullptr));
  stop_polling(mp);
}

void stopm() {
  M* mp = getg()->m;
  require(mp->locks == 0, "stopm holding locks");
  require(mp->p == nullptr, "stopm holding p");
  require(!mp->spinning, "stopm spinning");

  lock(sched.lock);
  mput(mp);  // point D
  if (P* pp = last_look(mp)) {
    become_spinning(mp);
    unlock(sched.lock);
    acquirep(pp);
    return;
  }
  checkdead();
  unlock(sched.lock);
  doze(mp);
}

}  // namespace burrow

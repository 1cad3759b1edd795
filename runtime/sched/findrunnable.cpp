// Looking for work. Go: findrunnable, stealWork (proc.go, 1.20 for needspinning). Differs: the look after the spinning role
// is given up stands in stopm.
//
// F1  An M that runs out of work spins only while 2 · nmspinning < busy Ps; one that was started for work, or has seen
//     some, always does.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

// Four rounds over all Ps; only the last runs others' timers and takes what a P has just readied for itself. Go: stealWork
static G* steal_work(M* mp, P* pp) {
  constexpr int kRounds = 4;
  for (int round = 0; round < kRounds; round++) {
    for (auto order = sched.stealorder.start(fastrand(mp->randstate)); !order.done(); order.next()) {
      P* victim = allp[order.position()];
      uint32_t stolen;
      if (sched.gcwaiting.load(relaxed) != 0) {  // relaxed: the next round asks again
        return nullptr;
      }
      if (round == kRounds - 1 && checkTimers(victim) && !runqempty(pp)) {
        bool inherit;
        return runqget(pp, &inherit);
      }
      G* gp = victim == pp ? nullptr : runqsteal(pp, victim, round == kRounds - 1, &stolen);
      if (gp != nullptr) {
        bump(pp->stats.steals);
        bump(pp->stats.stolen, stolen);
        traceSteal(victim, stolen);
        return gp;
      }
    }
  }
  return nullptr;
}

static bool may_spin(M* mp) {
  uint32_t busy = gomaxprocs.load(relaxed) - sched.npidle.load(relaxed);  // relaxed, both: a throttle, not a protocol
  return mp->spinning || 2 * static_cast<uint32_t>(sched.nmspinning.load(relaxed)) < busy;
}

// Gives up the P under sched.lock, unless there is something to do after all. gp: found in the global queue.
enum class LastCall { found, look_again, idle };

static LastCall give_up_p(M* mp, P* pp, G** gp) {
  lock(sched.lock);
  if (is_claimed(mp)) {
    unlock(sched.lock);
    return LastCall::look_again;
  }
  *gp = globrunqget(pp, 0);
  if (*gp != nullptr) {
    unlock(sched.lock);
    return LastCall::found;
  }
  if (!mp->spinning && sched.needspinning.load(relaxed) != 0) {  // relaxed: under sched.lock
    become_spinning(mp);
    unlock(sched.lock);
    return LastCall::look_again;
  }
  bump(pp->stats.halts);
  retire_p(releasep());
  unlock(sched.lock);
  return LastCall::idle;
}

G* findrunnable() {
  M* mp = getg()->m;
  bool inherit;  // nothing: the slice of whoever ran here before is over, and may have been for long
  for (;;) {
    attend(mp);
    P* pp = mp->p;
    checkTimers(pp);
    netpoll();
    if (G* gp = lockedq_get(mp)) {
      return gp;
    }
    if (G* gp = runqget(pp, &inherit)) {
      return gp;
    }
    if (sched.runqsize.load(relaxed) != 0) {  // relaxed: a hint
      lock(sched.lock);
      G* gp = globrunqget(pp, 0);
      unlock(sched.lock);
      if (gp != nullptr) {
        return gp;
      }
    }
    if (may_spin(mp)) {
      if (!mp->spinning) {
        become_spinning(mp);
      }
      if (G* gp = steal_work(mp, pp)) {
        return gp;
      }
    }
    G* gp;
    LastCall last = give_up_p(mp, pp, &gp);
    if (last == LastCall::found) {
      return gp;
    }
    if (last == LastCall::idle) {
      if (mp->spinning) {
        stop_spinning(mp);  // point D of the picture in start.cpp
      }
      stopm();
    }
  }
}

}  // namespace burrow

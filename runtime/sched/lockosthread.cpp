// Goroutines that run on one core only. Go: LockOSThread, UnlockOSThread, lockOSThread, unlockOSThread, dolockOSThread,
// dounlockOSThread, stoplockedm, startlockedm (proc.go).
// Differs: cores are few. A core whose goroutine waits leaves its P to another core only while one without such a goroutine
// is free; else it stands in and runs others. So it may happen that several goroutines are locked to one core, and the
// counters of LockOSThread lie in the G. An idle core of this kind is on the idle list, at the end. A goroutine that ends
// locked leaves nothing behind that another could see, so its core goes on, where Go ends the thread.
//
// K1  A runnable locked G is in a run queue, in its M's lockedq, or in the hands of an M that brings it there.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/gqueue.h"
#include "runtime/queue/idle.h"
#include "runtime/sched/proc.h"

namespace burrow {

// m.locks raised. The first reason ties the G to the M, the last one gone unties it.
static void dolockOSThread(M* mp, G* gp) {
  if (gp->lockedm == nullptr) {
    gp->lockedm = mp;
    mp->nlocked++;
  }
}

static void dounlockOSThread(M* mp, G* gp) {
  if (gp->lockedInt == 0 && gp->lockedExt == 0 && gp->lockedm != nullptr) {
    gp->lockedm = nullptr;
    mp->nlocked--;
  }
}

static void change_lock(uint32_t G::*counter, int32_t change) {
  M* mp = acquirem();
  G* gp = getg();
  gp->*counter += static_cast<uint32_t>(change);
  if (change > 0) {
    dolockOSThread(mp, gp);
  } else {
    dounlockOSThread(mp, gp);
  }
  releasem(mp);
}

void LockOSThread() {
  change_lock(&G::lockedExt, +1);
  require(getg()->lockedExt != 0, "LockOSThread nesting overflow");
}

void UnlockOSThread() {
  if (getg()->lockedExt != 0) {
    change_lock(&G::lockedExt, -1);
  }
}

void lockOSThread() { change_lock(&G::lockedInt, +1); }

void unlockOSThread() {
  require(getg()->lockedInt != 0, "runtime: internal error: misuse of lockOSThread/unlockOSThread");
  change_lock(&G::lockedInt, -1);
}

void unlock_at_exit(M* mp, G* gp) {
  require(gp->lockedInt == 0, "internal lockOSThread error");
  gp->lockedExt = 0;
  dounlockOSThread(mp, gp);
}

bool others_can_run() {
  return sched.nmfree.load(relaxed) > sched.nmidlelocked.load(relaxed);  // relaxed: hints
}

static void count(M* mp, int32_t change) {
  uint32_t now = mp->nlockedq.load(relaxed);  // relaxed, here and below: under sched.lock, else a hint
  mp->nlockedq.store(now + static_cast<uint32_t>(change), relaxed);
}

G* lockedq_get(M* mp) {
  if (mp->nlockedq.load(relaxed) == 0) {  // relaxed: a hint
    return nullptr;
  }
  lock(sched.lock);
  G* gp = gqueue_pop(mp->lockedq);
  count(mp, gp == nullptr ? 0 : -1);
  unlock(sched.lock);
  return gp;
}

void lockedq_to_global(M* mp) {
  while (G* gp = gqueue_pop(mp->lockedq)) {
    count(mp, -1);
    globrunqput(gp);
  }
}

void stoplockedm() {
  M* mp = getg()->m;
  require(mp->nlocked != 0, "stoplockedm: inconsistent locking");
  if (mp->spinning) {
    stop_spinning(mp);
  }
  handoffp(releasep());
  stopm();
}

void startlockedm(G* gp) {
  M* mp = gp->lockedm;
  require(mp != getg()->m, "startlockedm: locked to me");
  lock(sched.lock);
  gqueue_push_back(mp->lockedq, gp);
  count(mp, +1);
  bool idle = mp->idle;
  if (idle) {
    mremove(mp);
  }
  unlock(sched.lock);
  if (!idle) {
    publish_then_check();  // before the look at dozing: pairs with keep_watch in doze
    preemptone(mp->id);
    return;
  }
  require(mp->nextp == nullptr, "startlockedm: m has p");
  mp->nextp = releasep();
  traceWake(mp, mp->nextp);
  notewakeup(mp->park);
  stopm();
}

}  // namespace burrow

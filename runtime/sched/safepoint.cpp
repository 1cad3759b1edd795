// A function run once for every P, on the P, at a moment when it executes no goroutine. Go: forEachP, runSafePointFn (proc.go).
//
// A1  safePointWait is the number of Ps whose runSafePointFn is set; it changes under sched.lock.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/sched/proc.h"

namespace burrow {

static bool take_turn(P* pp) {
  uint32_t asked = 1;
  return pp->runSafePointFn.cas(asked, 0, acq_rel, relaxed);  // acq_rel: pairs with rel in forEachP and the other takers
}

// holds sched.lock
static void count_done() {
  if (--sched.safePointWait == 0) {
    notewakeup(sched.safePointNote);
  }
}

void runSafePointFn() {
  P* pp = getg()->m->p;
  if (!take_turn(pp)) {
    return;
  }
  sched.safePointFn(pp);
  lock(sched.lock);
  count_done();
  unlock(sched.lock);
}

void safe_point_for(P* pp) {
  require(holds(LockRank::sched), "safe_point_for: sched.lock not held");
  if (pp->runSafePointFn.load(relaxed) != 0 && take_turn(pp)) {  // relaxed: a hint
    sched.safePointFn(pp);
    count_done();
  }
}

// Ps in system calls: whoever is in the call goes on without one.
static void retake_for_safe_point() {
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    P* pp = allp[id];
    if (pp->runSafePointFn.load(relaxed) != 0 && take_from_syscall(pp, PStatus::idle)) {  // relaxed: a hint
      handoffp(pp);
    }
  }
}

static void ask_again() {
  preemptall();
  retake_for_safe_point();
}

// holds sched.lock. How many Ps are asked.
static uint32_t ask(P* own, void (*fn)(P*)) {
  sched.safePointFn = fn;
  sched.safePointWait = gomaxprocs.load(relaxed) - 1;  // relaxed: R1
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    if (allp[id] != own) {
      allp[id]->runSafePointFn.store(1, release);  // rel: pairs with acq_rel in take_turn
    }
  }
  for (P* pp = sched.pidle; pp != nullptr; pp = pp->link) {
    if (take_turn(pp)) {
      fn(pp);
      sched.safePointWait--;
    }
  }
  return sched.safePointWait;
}

void forEachP(void (*fn)(P*)) {
  M* mp = getg()->m;
  require(mp->locks == 1 && mp->p != nullptr, "forEachP: holding locks");
  lock(sched.lock);
  require(sched.safePointWait == 0, "forEachP: sched.safePointWait != 0");
  uint32_t asked = ask(mp->p, fn);
  unlock(sched.lock);
  fn(mp->p);
  if (asked > 0) {
    ask_again();
    wait_for_note(sched.safePointNote, ask_again);
  }
  require(sched.safePointWait == 0, "forEachP: not done");
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    // relaxed: the note orders
    require(allp[id]->runSafePointFn.load(relaxed) == 0, "forEachP: P did not run fn");
  }
}

}  // namespace burrow

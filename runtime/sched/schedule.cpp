// The loop: pick a goroutine, run it. Go: schedule, execute, dropg (proc.go). It closes wherever one stops: park_m,
// goschedImpl, preemptPark, exitsyscall0, goexit0; a refused park goes straight to execute. Differs: what schedule and
// findrunnable both ask first stands in attend.
//
// L1  schedule holds at most one G that is in no queue, and executes it.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

// Two goroutines that ready each other would keep a P's local queue to themselves for ever.
static constexpr uint32_t kGlobalTick = 61;

static G* global_turn(P* pp) {
  if (pp->schedtick % kGlobalTick != 0 || sched.runqsize.load(relaxed) == 0) {  // relaxed: a hint
    return nullptr;
  }
  lock(sched.lock);
  G* gp = globrunqget(pp, 1);
  unlock(sched.lock);
  return gp;
}

bool is_claimed(M* mp) {
  // relaxed, all three: exact under sched.lock, else asked again soon
  return sched.gcwaiting.load(relaxed) != 0 || mp->p->runSafePointFn.load(relaxed) != 0 ||
         mp->nlockedq.load(relaxed) != 0;
}

// Gives the P away for what comes before any G, and waits for another. false: nothing does.
static bool give_way(M* mp) {
  if (sched.gcwaiting.load(relaxed) != 0) {  // relaxed: gcstopm takes sched.lock
    gcstopm();
    return true;
  }
  if (mp->nlocked != 0 && mp->nlockedq.load(relaxed) == 0 && others_can_run()) {  // relaxed: a hint
    stoplockedm();
    return true;
  }
  return false;
}

void attend(M* mp) {
  for (bool again = true; again;) {
    again = give_way(mp);
  }
  if (mp->p->runSafePointFn.load(relaxed) != 0) {  // relaxed: runSafePointFn's cas decides
    runSafePointFn();
  }
}

// over: a slice has ended, so the ring has its turn before runnext and before Gs that only this M may run.
static G* next_g(M* mp, bool over, bool* inheritTime) {
  P* pp = mp->p;
  if (over || pp->schedtick % kGlobalTick == 0) {
    check_all_timers();
  } else {
    checkTimers(pp);
  }
  G* gp = over ? nullptr : lockedq_get(mp);
  if (gp == nullptr) {
    gp = global_turn(pp);
  }
  if (gp == nullptr && over) {
    gp = runqget_ring(pp);
  }
  if (gp == nullptr) {
    gp = lockedq_get(mp);
  }
  if (gp == nullptr) {
    gp = runqget(pp, inheritTime);
  }
  return gp != nullptr ? gp : findrunnable();
}

void schedule() {
  M* mp = getg()->m;
  for (;;) {
    require(mp->locks == 0, "schedule: holding locks");
    attend(mp);
    schedtrace_if_due();
    P* pp = mp->p;
    require(!mp->spinning || runqempty(pp), "schedule: spinning with local work");
    netpoll();
    bump(pp->stats.switches);
    bool over = pp->preempt.load(relaxed);  // relaxed: this core and its interrupts
    pp->preempt.store(false, relaxed);

    bool inheritTime = false;
    G* gp = next_g(mp, over, &inheritTime);
    if (mp->spinning) {
      resetspinning();
    }
    if (keep_back(gp)) {
      continue;
    }
    if (gp->lockedm != nullptr && gp->lockedm != mp) {
      startlockedm(gp);
      continue;
    }
    execute(gp, inheritTime && !over);
  }
}

// on the M's core: its slice begins now
static void new_slice(M* mp) {
  mp->p->schedtick++;
  mp->slicestart_ns.store(arch::nanotime(), relaxed);  // relaxed: this core and its interrupts
}

void execute(G* gp, bool inheritTime) {
  M* mp = getg()->m;
  P* pp = mp->p;
  if (!inheritTime) {  // before there is a goroutine whose slice an interrupt could judge
    new_slice(mp);
  }
  mp->curg = gp;
  gp->m = mp;
  casgstatus(gp, GStatus::runnable, GStatus::running);
  gp->preempt.store(false, relaxed);  // relaxed: this core and its interrupts
  bump(pp->stats.runs);
  arch::stack_forget();  // gp may have lost pages
  reserve_stack_pages();
  arm_slice(mp);
  traceGoStart(gp);
  gogo(gp);
}

void dropg() {
  M* mp = getg()->m;
  mp->curg->m = nullptr;
  mp->curg = nullptr;
}

}  // namespace burrow

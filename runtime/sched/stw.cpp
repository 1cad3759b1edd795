// Stopping all Ps. Go: stopTheWorldWithSema, startTheWorldWithSema, gcstopm, entersyscall_gcwait, freezetheworld (proc.go).
// Differs: a P that is put aside while the world is to stop is stopped on the spot (retire_p). freezetheworld preempts nobody:
// the report shows goroutines where the machine has stopped them.
//
// W5  From gcwaiting on, stopwait counts the Ps that are not gcstop yet; it falls by one under sched.lock with each. In a
//     frozen world it stays as it is.
//
// stop/enter: no P slips into a system call past the stopper.
//   stopper (stopTheWorldWithSema)        core that enters a call (reentersyscall)
//   A  gcwaiting = 1                      D  P -> syscall
//   B  full fence                         E  full fence
//   C  P in a call? CAS -> gcstop         F  gcwaiting? CAS -> gcstop
//   One of C and F sees what the other did; both may, and the CAS lets one of them count.
#include "runtime/base/fatal.h"
#include "runtime/base/findfunc.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/print.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"

namespace burrow {

static constexpr int64_t kAskAgain_ns = 100'000;
static constexpr int64_t kLong_ns = 100'000'000;

// holds sched.lock
static void count_stopped() {
  int32_t left = sched.stopwait.load(relaxed);  // relaxed: under sched.lock
  if (left == kFreezeStopWait) {  // a panic: nobody waits for them, and exitsyscallfast must go on to see it
    return;
  }
  sched.stopwait.store(--left, relaxed);
  if (left == 0) {
    notewakeup(sched.stopnote);
  }
}

static void forget_refusals() {
  for (M* mp = allm; mp != nullptr; mp = mp->alllink) {
    mp->refused.pc.store(0, relaxed);  // relaxed: a report
  }
}

// holds sched.lock. Stops what can be stopped here and now; how many Ps have still to stop themselves.
static int32_t begin_stop(M* mp) {
  auto running = static_cast<int32_t>(gomaxprocs.load(relaxed));  // relaxed: R1
  forget_refusals();
  sched.gcwaiting.store(1, relaxed);  // point A
  publish_then_check();               // point B
  setpstatus(mp->p, PStatus::running, PStatus::gcstop);
  running--;
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    running -= take_from_syscall(allp[id], PStatus::gcstop);  // point C
  }
  while (P* pp = pidleget()) {
    setpstatus(pp, PStatus::idle, PStatus::gcstop);
    running--;
  }
  sched.stopwait.store(running, relaxed);  // relaxed: under sched.lock
  preemptall();
  return running;
}

// The M whose goroutine could not be stopped when the interrupt asked for this P; nullptr: no interrupt was taken.
static M* holder_of(uint32_t p) {
  for (M* mp = allm; mp != nullptr; mp = mp->alllink) {
    if (mp->refused.pc.load(relaxed) != 0 && mp->refused.p.load(relaxed) == p) {  // relaxed, both: a report
      return mp;
    }
  }
  return nullptr;
}

// The wait takes long: for whom, and where he is.
static void report_held(int64_t waited_ns) {
  bool stops = sched.gcwaiting.load(relaxed) != 0;  // relaxed, here and below: a report
  print("runtime: ", stops ? "the world has not stopped" : "not every P has been at a safe point", " for ",
        waited_ns / 1'000'000, " ms\n");
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    P* pp = allp[id];
    bool done = stops ? pp->status.load(relaxed) == PStatus::gcstop : pp->runSafePointFn.load(relaxed) == 0;
    if (done) {
      continue;
    }
    if (M* mp = holder_of(id)) {
      uint64_t pc = mp->refused.pc.load(relaxed);  // relaxed, both: a report
      Func func{};
      bool known = findfunc_hook != nullptr && findfunc_hook(pc, &func);
      print("  P", id, " is held by core ", mp->id, ", goroutine ", mp->refused.g.load(relaxed), " at ", hex(pc), ' ',
            known ? func.name : "?", '\n');
    } else {
      print("  P", id, ": no core has answered\n");
    }
  }
}

// on g0. Asks again until the note is woken: a request may have met code that can't be preempted, or nobody.
void wait_for_note(Note& note, void (*again)()) {
  int64_t start_ns = arch::nanotime();
  int64_t report_ns = kLong_ns;
  while (!notetsleep(note, kAskAgain_ns)) {
    again();
    if (int64_t waited_ns = arch::nanotime() - start_ns; waited_ns >= report_ns) {
      report_held(waited_ns);
      report_ns *= 10;
    }
  }
  noteclear(note);
  arm_slice(getg()->m);  // the sleep took the timer
}

void stopTheWorldWithSema() {
  M* mp = getg()->m;
  require(mp->locks == 1, "stopTheWorld: holding locks");
  lock(sched.lock);
  int32_t running = begin_stop(mp);
  unlock(sched.lock);
  if (running > 0) {
    wait_for_note(sched.stopnote, preemptall);
  }
  require(sched.stopwait.load(relaxed) == 0, "stopTheWorld: not stopped (stopwait != 0)");  // relaxed: the note orders
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    // relaxed: the note orders
    require(allp[id]->status.load(relaxed) == PStatus::gcstop, "stopTheWorld: not stopped (status != _Pgcstop)");
  }
}

void startTheWorldWithSema(uint32_t procs) {
  M* mp = acquirem();
  lock(sched.sysmonlock);  // sysmon looks at all Ps without owning one
  lock(sched.lock);
  P* runnable = procresize(procs);
  sched.gcwaiting.store(0, relaxed);  // relaxed: sched.lock, or the P's status, tells whoever it concerns
  unlock(sched.lock);
  unlock(sched.sysmonlock);
  while (P* pp = runnable) {
    runnable = pp->link;
    pp->link = nullptr;
    startm(pp, false);
  }
  wakep();
  wakeNetPoller(timeSleepUntil());  // who looked meanwhile may have missed those that were moved
  releasem(mp);
}

void gcstopm() {
  M* mp = getg()->m;
  require(sched.gcwaiting.load(relaxed) != 0, "gcstopm: not waiting for gc");  // relaxed: stays until this P has stopped
  if (mp->spinning) {
    stop_spinning(mp);
  }
  P* pp = releasep();
  lock(sched.lock);
  setpstatus(pp, PStatus::idle, PStatus::gcstop);
  count_stopped();
  unlock(sched.lock);
  stopm();
}

void entersyscall_gcwait(P* pp) {
  lock(sched.lock);
  if (sched.stopwait.load(relaxed) > 0 && take_from_syscall(pp, PStatus::gcstop)) {  // relaxed: under sched.lock; point F
    count_stopped();
  }
  unlock(sched.lock);
}

void retire_p(P* pp) {
  require(holds(LockRank::sched), "retire_p: sched.lock not held");
  safe_point_for(pp);
  if (sched.gcwaiting.load(relaxed) != 0) {  // relaxed: under sched.lock
    setpstatus(pp, PStatus::idle, PStatus::gcstop);
    count_stopped();
  } else {
    pidleput(pp);
  }
}

void freezetheworld() {
  sched.stopwait.store(kFreezeStopWait, relaxed);  // relaxed, both: a last wish; the machine stops the cores where they are
  sched.gcwaiting.store(1, relaxed);
}

}  // namespace burrow

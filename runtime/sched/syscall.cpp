// Long operations bound to the core: the goroutine stays on its M, the P can be had by others.
// Go: reentersyscall, entersyscall, entersyscallblock, exitsyscall, exitsyscallfast, exitsyscallfast_pidle,
// exitsyscall0, handoffp (proc.go).
// Differs: there is no stack guard to poison; a slice that ends in the call is noticed at exit.
// With a P the goroutine never leaves its stack; only exitsyscall0 comes by mcall. It asks whether the goroutine may run, not
// g0, and does not look at it again once it is in the global queue.
//
// Y1  From the store of PStatus::syscall on the P belongs to whoever makes it idle or gcstop by CAS: exitsyscallfast, or
//     take_from_syscall for retake, forEachP and who stops the world.
#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/base/unwinder.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/print.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/runq.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"

namespace burrow {

static void check_frame(G* gp, uintptr_t sp) {
  if (sp < gp->stack.lo || sp > gp->stack.hi) {
    print("entersyscall inconsistent ", hex(sp), " [", hex(gp->stack.lo), ",", hex(gp->stack.hi), "]\n");
    fatal("entersyscall");
  }
}

// m.locks raised. The G is in the call from here on.
static void leave_running(G* gp, arch::Context const& caller) {
  gp->syscallpc = caller.pc;
  gp->syscallsp = caller.sp;
  gp->syscallbp = caller.fp;
  gp->waitsince = gp->m->slicestart_ns.load(relaxed);  // relaxed: this core's own
  check_frame(gp, caller.sp);
  traceGoSysCall(gp);
  casgstatus(gp, GStatus::running, GStatus::syscall);
}

static void reentersyscall(arch::Context const& caller) {
  M* mp = acquirem();
  leave_running(getg(), caller);
  if (mp->p->runSafePointFn.load(relaxed) != 0) {  // relaxed: whoever asks looks at Ps in calls again and again
    systemstack([](void*) { runSafePointFn(); }, nullptr);
  }
  P* pp = mp->p;
  pp->m = nullptr;
  mp->oldp = pp;
  mp->p = nullptr;
  setpstatus(pp, PStatus::running, PStatus::syscall);  // Y1; point D of the picture in stw.cpp
  publish_then_check();                                // point E
  if (sched.gcwaiting.load(relaxed) != 0) {            // relaxed: after the fence
    systemstack([](void* oldp) { entersyscall_gcwait(static_cast<P*>(oldp)); }, pp);
  }
  sysmon_begin(mp);
  releasem(mp);
}

[[gnu::noinline]] void entersyscall() { reentersyscall(caller_context()); }

[[gnu::noinline]] void entersyscallblock() {
  M* mp = acquirem();
  leave_running(getg(), caller_context());
  bump_tick(mp->p);
  bump(mp->p->stats.handoffs);
  systemstack([](void*) { handoffp(releasep()); }, nullptr);
  releasem(mp);
}

// on g0. Any idle P. The slice is the one that began before the call: who makes one call after the other gets no new ones.
static bool exitsyscallfast_pidle() {
  lock(sched.lock);
  P* pp = pidleget();
  unlock(sched.lock);
  if (pp == nullptr) {
    return false;
  }
  acquirep(pp);
  return true;
}

// m.locks raised. A P for the goroutine that comes back, without giving up the core.
static bool exitsyscallfast(P* oldp) {
  if (sched.stopwait.load(relaxed) == kFreezeStopWait) {  // relaxed: a panic; nobody gets a P any more
    return false;
  }
  if (oldp != nullptr && caspstatus(oldp, PStatus::syscall, PStatus::idle)) {
    acquirep(oldp);
    return true;
  }
  if (sched.npidle.load(relaxed) == 0) {  // relaxed: a hint
    return false;
  }
  bool found = false;
  systemstack([](void* ok) { *static_cast<bool*>(ok) = exitsyscallfast_pidle(); }, &found);
  return found;
}

// on g0, by mcall. No P: to the global queue, or on with one that has just become free.
static void exitsyscall0(G* gp) {
  casgstatus(gp, GStatus::syscall, GStatus::runnable);
  dropg();
  lock(sched.lock);
  P* pp = schedEnabled(gp) ? pidleget() : nullptr;
  if (pp == nullptr) {
    globrunqput(gp);
  }
  unlock(sched.lock);
  if (pp != nullptr) {
    acquirep(pp);
    execute(gp, false);
  }
  stopm();
  schedule();
}

[[gnu::noinline]] void exitsyscall() {
  M* mp = acquirem();
  G* gp = getg();
  require(caller_context().sp <= gp->syscallsp, "exitsyscall: syscall frame is no longer valid");
  bool fast = exitsyscallfast(std::exchange(mp->oldp, nullptr));
  if (fast) {
    casgstatus(gp, GStatus::syscall, GStatus::running);
    arm_slice(mp);
    traceGoSysExit(gp);
  }
  releasem(mp);
  if (!fast) {
    mcall(exitsyscall0);
    traceGoSysExit(gp);
  }
  bump_tick(getg()->m->p);
  gp->syscallsp = 0;
  if (slice_is_over()) {  // also for whoever makes one short call after the other
    getg()->m->p->preempt.store(true, relaxed);  // relaxed: this core's own; the slice is not handed on
    mcall(gopreempt_m);
  } else if (!schedEnabled(gp) || is_claimed(getg()->m)) {
    Gosched();
  }
}

bool take_from_syscall(P* pp, PStatus to) {
  if (!caspstatus(pp, PStatus::syscall, to)) {
    return false;
  }
  bump_tick(pp);
  bump(pp->stats.handoffs);
  traceGoSysBlock(pp);
  return true;
}

// A P with work of its own goes to another M. One without becomes idle, and then, as in stopm, all queues are looked at once
// more: who put a G somewhere while this P was not idle yet has woken nobody.
void handoffp(P* pp) {
  if (!runqempty(pp)) {
    startm(pp, false);
    return;
  }
  lock(sched.lock);
  retire_p(pp);
  publish_then_check();
  P* wanted = any_work() ? pidlegetSpinning() : nullptr;
  unlock(sched.lock);
  if (wanted != nullptr) {
    count_spinner();
    startm(wanted, true);
  } else {
    wakeNetPoller(timeSleepUntil());
  }
}

}  // namespace burrow

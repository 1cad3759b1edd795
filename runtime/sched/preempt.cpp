// Giving up the core: asked by the goroutine itself or forced by the core's timer.
// Go: Gosched, goschedImpl, gopreempt_m (proc.go), wantAsyncPreempt, isAsyncSafePoint, asyncPreempt2 (preempt.go),
// doSigPreempt (signal_unix.go). Differs: the core's own one-shot timer measures the slice to the nanosecond; a safe point
// is any instruction of task text; a refused preemption is tried again soon, because no function prologue will ask.
//
// X1  Only a goroutine in task text, on its own stack, with m.locks == 0 and a running P, is preempted.
#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/sched/proc.h"

extern "C" char const __start_task_text[], __stop_task_text[];

namespace burrow {

// After a refusal: 20 to 36 µs, spread so that no loop can keep step with it.
static int64_t retry_ns(int64_t now) {
  constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;
  return 20'000 + static_cast<int64_t>(static_cast<uint64_t>(now) * kGolden >> 50);
}

// on g0. To the end of the global queue, behind everything that waits there.
[[noreturn]] static void goschedImpl(G* gp) {
  require(without_scan(readgstatus(gp)) == GStatus::running, "bad g status");
  casgstatus(gp, GStatus::running, GStatus::runnable);
  dropg();
  lock(sched.lock);
  globrunqput(gp);
  unlock(sched.lock);
  wakep();
  schedule();
}

void gosched_m(G* gp) {
  traceGoSched(gp);
  goschedImpl(gp);
}

void gopreempt_m(G* gp) {
  bump(getg()->m->p->stats.preemptions);
  traceGoPreempt(gp);
  goschedImpl(gp);
}

void Gosched() { mcall(gosched_m); }

bool in_task_text(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(__start_task_text) && pc < reinterpret_cast<uintptr_t>(__stop_task_text);
}

bool wantAsyncPreempt(G* gp) {
  M* mp = getg()->m;
  bool asked = gp->preempt.load(relaxed) || mp->p->preempt.load(relaxed);  // relaxed: set by this core's interrupt
  return asked && readgstatus(gp) == GStatus::running;
}

bool isAsyncSafePoint(G* gp, arch::Frame const& frame) {
  M* mp = getg()->m;
  uintptr_t sp = arch::frame_sp(frame);
  return getg() == gp && mp->curg == gp && mp->locks == 0 && mp->p != nullptr &&
         in_task_text(arch::frame_pc(frame)) && sp <= gp->stack.hi &&
         sp >= gp->stack.lo + arch::kPageSize + arch::preempt_spill();
}

// masked. Makes sure that asyncPreempt finds room below sp.
static bool commit_spill(uintptr_t sp) {
  for (uintptr_t page = align_down(sp - arch::preempt_spill(), arch::kPageSize); page < sp; page += arch::kPageSize) {
    if (!arch::stack_commit(page)) {
      return false;
    }
  }
  return true;
}

void arm_timer(M* mp, int64_t when_ns) {
  mp->armed_ns.store(when_ns, relaxed);  // relaxed: this core and its interrupts
  arch::set_deadline(when_ns);
}

void arm_slice(M* mp) {
  int64_t end = mp->slicestart_ns.load(relaxed) + sched.config.slice_ns;  // relaxed: this core and its interrupts
  if (!sched.config.asyncpreemptoff && mp->armed_ns.load(relaxed) > end) {  // an earlier one finds out in time
    arm_timer(mp, end);
  }
}

bool slice_is_over() {
  int64_t end = getg()->m->slicestart_ns.load(relaxed) + sched.config.slice_ns;  // relaxed: this core's own
  return !sched.config.asyncpreemptoff && arch::nanotime() >= end;
}

// masked. The running goroutine's slice is over: ask it, and stop it here if this is a safe point. Go: doSigPreempt.
static bool preempt_here(M* mp, G* gp, arch::Frame& frame) {
  gp->preempt.store(true, relaxed);
  mp->p->preempt.store(true, relaxed);
  if (!wantAsyncPreempt(gp) || !isAsyncSafePoint(gp, frame) || !commit_spill(arch::frame_sp(frame))) {
    return false;
  }
  arch::inject_preempt(frame);
  return true;
}

// masked. What the core's timer has to look at, with the interrupted goroutine gp.
static void check_slice(M* mp, G* gp, arch::Frame& frame, int64_t now) {
  int64_t end = mp->slicestart_ns.load(relaxed) + sched.config.slice_ns;
  if (now < end) {
    arm_timer(mp, end);
  } else if (!preempt_here(mp, gp, frame)) {
    arm_timer(mp, now + retry_ns(now));
  }
}

}  // namespace burrow

extern "C" void on_interrupt(burrow::arch::Frame& frame) {
  using namespace burrow;
  if (getg() == nullptr) {  // a core on its way in
    return;
  }
  M* mp = getg()->m;
  mp->armed_ns.store(arch::kNever, relaxed);  // spent, or soon set anew: whoever needs it finds it unset
  G* gp = mp->curg;
  if (mp->blocked || gp == nullptr) {
    return;
  }
  if (mp->p == nullptr) {
    sysmon_wake(mp, arch::nanotime());
  } else if (!sched.config.asyncpreemptoff) {
    check_slice(mp, gp, frame, arch::nanotime());
  }
}

// on g, called by asyncPreempt with every register saved. Go: asyncPreempt2.
extern "C" void asyncPreempt2() {
  using namespace burrow;
  getg()->asyncSafePoint = true;
  mcall(gopreempt_m);
  getg()->asyncSafePoint = false;
}

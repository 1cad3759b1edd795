// Giving up the core: asked by the goroutine itself or forced by the core's timer.
// Go: Gosched, goschedImpl, goyield, gopreempt_m, preemptPark, preemptone, preemptall (proc.go), wantAsyncPreempt, isAsyncSafePoint,
// asyncPreempt2 (preempt.go), doSigPreempt (signal_unix.go). Differs: the core's own one-shot timer measures the slice to the
// nanosecond; a safe point is any instruction of task text; a refused preemption is tried again soon, because no function
// prologue will ask.
// The context is saved twice: every register by asyncPreempt, on the goroutine's stack, then by mcall what a call keeps.
// preemptPark is for who is suspended; for whatever else, a preempted goroutine is runnable.
//
// X1  Only a goroutine in task text, on its own stack, with m.locks == 0 and a running P, is preempted.
#include <algorithm>

#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/gstack.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

extern "C" char const __start_task_text[], __stop_task_text[];

namespace burrow {

// After a refusal: 20 to 36 µs, spread so that no loop can keep step with it.
static int64_t retry_ns(int64_t now) {
  constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;
  return 20'000 + static_cast<int64_t>(static_cast<uint64_t>(now) * kGolden >> 50);
}

void preemptone(uint32_t core) {
  uint64_t asleep = sched.dozing.load(relaxed);  // relaxed: who wakes finds out for himself
  if (core != getg()->m->id && (asleep >> core & 1) == 0) {
    arch::poke_core(core);
  }
}

void preemptall() {
  uint32_t started = sched.mnext.load(relaxed);  // relaxed: who comes later finds out for himself
  for (uint32_t core = 0; core < started; core++) {
    preemptone(core);
  }
}

static void require_running(G* gp) {
  if (without_scan(readgstatus(gp)) != GStatus::running) {
    dumpgstatus(gp);
    fatal("bad g status");
  }
}

// on g0. To the end of the global queue, behind everything that waits there.
[[noreturn]] static void goschedImpl(G* gp) {
  require_running(gp);
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

void preemptPark(G* gp) {
  traceGoPark(gp, WaitReason::preempted);
  require_running(gp);
  gp->waitreason = WaitReason::preempted;
  casGToPreemptScan(gp);  // nobody claims it before it has left its M
  bool withdrawn = !gp->preemptStop.load(relaxed);  // relaxed: written under the scan bit
  dropg();
  casfrom_Gscanstatus(gp, GStatus::scanpreempted);
  if (withdrawn && casGFromPreempted(gp)) {
    ready(gp, false);
  }
  schedule();
}

void Gosched() { mcall(gosched_m); }

// on g0. Wakes nobody: whoever was readied into runnext before has done so, and an M that looks at this P finds one or the other.
static void goyield_m(G* gp) {
  traceGoPreempt(gp);
  require_running(gp);
  casgstatus(gp, GStatus::running, GStatus::runnable);
  dropg();
  runqput(getg()->m->p, gp, false);
  schedule();
}

void goyield() { mcall(goyield_m); }

bool in_task_text(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(__start_task_text) && pc < reinterpret_cast<uintptr_t>(__stop_task_text);
}

bool wantAsyncPreempt(G* gp) {
  M* mp = getg()->m;
  bool asked = gp->preempt.load(relaxed) || mp->p->preempt.load(relaxed);  // relaxed: a request, not a hand-over
  return asked && without_scan(readgstatus(gp)) == GStatus::running;
}

bool isAsyncSafePoint(G* gp, arch::Frame const& frame) {
  M* mp = getg()->m;
  uintptr_t sp = arch::frame_sp(frame);
  return getg() == gp && mp->curg == gp && mp->locks == 0 && mp->p != nullptr &&
         in_task_text(arch::frame_pc(frame)) && sp <= gp->stack.hi &&
         sp >= gp->stack.lo + arch::kPageSize + arch::preempt_spill();
}

// masked. Makes sure that asyncPreempt finds room below sp.
static bool commit_spill(G* gp, uintptr_t sp) {
  for (uintptr_t page = align_down(sp - arch::preempt_spill(), arch::kPageSize); page < sp; page += arch::kPageSize) {
    if (!commit_page(gp, page)) {
      return false;
    }
  }
  return true;
}

void arm_timer(M* mp, int64_t when_ns) {
  mp->armed_ns.store(when_ns, relaxed);  // relaxed: this core and its interrupts
  arch::set_deadline(when_ns);
}

static int64_t slice_end(M* mp) {
  return mp->slicestart_ns.load(relaxed) + sched.config.slice_ns;  // relaxed: this core and its interrupts
}

// Whether gp keeps a G waiting that only this M may run.
static bool is_in_the_way(M* mp, G* gp) { return mp->nlockedq.load(relaxed) != 0 && gp->lockedm != mp; }  // relaxed: a hint

void arm_slice(M* mp) {
  int64_t end = slice_end(mp);
  if (is_in_the_way(mp, mp->curg)) {  // the poke may have come while there was no goroutine to stop, or in the sleep
    int64_t now = arch::nanotime();
    end = std::min(end, now + retry_ns(now));
  }
  if (!sched.config.asyncpreemptoff && mp->armed_ns.load(relaxed) > end) {  // an earlier one finds out in time
    arm_timer(mp, end);
  }
}

bool slice_is_over() {
  return !sched.config.asyncpreemptoff && arch::nanotime() >= slice_end(getg()->m);
}

// masked. Whether someone wants this P, or this core for a G that only it may run.
static bool is_wanted(M* mp, G* gp) {
  P* pp = mp->p;
  if (pp->status.load(relaxed) != PStatus::running) {  // relaxed: our own. It is gcstop: this M has stopped the world
    return false;
  }
  // relaxed, both: whoever asks asks again until it is done
  return sched.gcwaiting.load(relaxed) != 0 || pp->runSafePointFn.load(relaxed) != 0 || is_in_the_way(mp, gp);
}

// masked. For whoever waits in vain that this goroutine stops.
static void note_refusal(M* mp, G* gp, arch::Frame const& frame) {
  mp->refused.p.store(mp->p->id, relaxed);  // relaxed, all: a report
  mp->refused.g.store(gp->goid, relaxed);
  mp->refused.pc.store(arch::frame_pc(frame), relaxed);
}

// masked. gp has been asked to stop: makes it call asyncPreempt if this is a safe point. Go: doSigPreempt.
static bool doSigPreempt(M* mp, G* gp, arch::Frame& frame) {
  bool may = !sched.config.asyncpreemptoff && wantAsyncPreempt(gp) && isAsyncSafePoint(gp, frame);
  if (!may || !commit_spill(gp, arch::frame_sp(frame))) {
    note_refusal(mp, gp, frame);
    return false;
  }
  arch::inject_preempt(frame);
  return true;
}

// masked. An interrupt came upon the goroutine gp, on an M with a P.
static void check_preempt(M* mp, G* gp, arch::Frame& frame, int64_t now) {
  int64_t end = sched.config.asyncpreemptoff ? arch::kNever : slice_end(mp);
  if (now >= end) {
    mp->p->preempt.store(true, relaxed);  // relaxed, both: this core and its interrupts
  }
  if (now >= end || is_wanted(mp, gp)) {
    gp->preempt.store(true, relaxed);
  }
  bool asked = gp->preempt.load(relaxed) || mp->p->preempt.load(relaxed);
  if (!asked) {
    arm_timer(mp, end);
  } else if (!doSigPreempt(mp, gp, frame) && !sched.config.asyncpreemptoff) {
    arm_timer(mp, now + retry_ns(now));
  }
}

}  // namespace burrow

extern "C" void on_interrupt(burrow::arch::Frame& frame) {
  using namespace burrow;
  arch::stack_forget();     // before any stack is touched; some core may wait for it
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
  } else {
    check_preempt(mp, gp, frame, arch::nanotime());
  }
}

// on g, called by asyncPreempt with every register saved. Go: asyncPreempt2.
extern "C" void asyncPreempt2() {
  using namespace burrow;
  G* gp = getg();
  gp->asyncSafePoint = true;
  mcall(gp->preemptStop.load(relaxed) ? preemptPark : gopreempt_m);  // relaxed: set under the scan bit of this G's status
  gp->asyncSafePoint = false;
}

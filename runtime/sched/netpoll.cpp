// Waiting for devices. Go: netpollblock, netpollblockcommit, netpollready, netpollDeadline, netpoll (netpoll.go), injectglist
// (proc.go).
// Differs: nobody polls. The interrupt that says that a request is complete puts its G on a list (queue/irqready.h) and takes no
// lock; whoever schedules next makes it runnable.
//
// B1  rg is the G only from netpollblockcommit to the interrupt that takes it from there, and whoever takes it readies it.
// B2  A wait that ends by time has found rg as it left it, wait or the G, and made it nil: what comes later is remembered.
// B3  netpollWaiters counts the Gs between netpollblock and their return from it: they are no deadlock.
//
// wait/complete: what comes before its waiter is remembered.
//   goroutine (netpollblock)               interrupt (netpollready)
//   A  rg: CAS nil → wait; park            C  old = exchange rg ← ready
//   its g0 (netpollblockcommit)            D  old is a G: onto irqready
//   B  rg: CAS wait → G; else no park
//   C before A: A fails, and nobody parks. C between A and B: B fails. C after B: D, and the G is off its stack.
//
// complete/doze: what is complete is not slept over.
//   interrupt (netpollready)               core that goes to sleep (doze)
//   E  a G onto irqready                   H  its bit in dozing, set
//   F  full fence                          I  full fence
//   G  a bit in dozing? poke that core     K  masked: irqready empty? then halt
//   One of G and K sees what the other did. The poke may come between K and the halt: park_core returns for a poke that arrived
//   after irq_save(). A core that is awake looks when it schedules next, and for one that never ran netpollblock has cared.
#include <bit>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/gqueue.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/irqready.h"
#include "runtime/sched/proc.h"

namespace burrow {

// Go: pdNil, pdReady, pdWait. Anything else is a G.
static constexpr uintptr_t kNil = 0, kReady = 1, kWait = 2;

// Point B.
static bool netpollblockcommit(G* gp, void* desc) {
  uintptr_t wait = kWait;
  // acq_rel: hands the G over to netpollready; acq: it was first
  return static_cast<PollDesc*>(desc)->rg.cas(wait, reinterpret_cast<uintptr_t>(gp), acq_rel, acquire);
}

static void park_for(PollDesc& desc) {
  sched.netpollWaiters.fetch_add(1, relaxed);  // relaxed: this core is awake until it has taken sched.lock to sleep
  keep_watch();
  gopark(netpollblockcommit, &desc, WaitReason::iowait);
  sched.netpollWaiters.fetch_add(-1, relaxed);  // relaxed: as above
}

// on g0, by the timer. Who waits for desc, if anyone does, waits no longer. Go: netpollDeadline, netpollunblock.
static void netpollDeadline(void* arg) {
  auto* desc = static_cast<PollDesc*>(arg);
  uintptr_t old = desc->rg.load(relaxed);  // relaxed: the cas decides
  while (old >= kWait && !desc->rg.cas(old, kNil, acq_rel, relaxed)) {  // acq_rel: takes the G over, as in netpollready
  }
  desc->expired.store(true, release);  // rel: pairs with acq in park_until
  if (old > kWait) {
    goready(reinterpret_cast<G*>(old));
  }
}

// A timer that has run out may still be at it on another core, and the next wait is none of its business.
static void park_until(PollDesc& desc, int64_t until_ns) {
  desc.timer.f = netpollDeadline;
  desc.timer.arg = &desc;
  desc.expired.store(false, relaxed);  // relaxed: addtimer's lock follows
  addtimer(&desc.timer, until_ns);
  park_for(desc);
  if (deltimer(&desc.timer)) {
    return;
  }
  while (!desc.expired.load(acquire)) {  // acq: pairs with rel in netpollDeadline
    arch::cpu_relax();
  }
}

bool netpollblock(PollDesc& desc, int64_t until_ns) {
  uintptr_t old = kNil;
  if (!desc.rg.cas(old, kWait, acq_rel, acquire)) {  // point A; acq: pairs with acq_rel in netpollready
    require(old == kReady, "runtime: double wait");
  } else if (until_ns == arch::kNever) {
    park_for(desc);
  } else {
    park_until(desc, until_ns);
  }
  old = desc.rg.exchange(kNil, acq_rel);  // acq: pairs with acq_rel in netpollready
  require(old <= kReady, "runtime: corrupted polldesc");
  return old == kReady;
}

// Points F and G. Not if this core sleeps: the interrupt ends that, and it looks before it sleeps on.
static void poke_dozing() {
  publish_then_check();
  uint64_t dozing = sched.dozing.load(relaxed);  // relaxed: after the fence
  G* self = getg();
  bool here = self != nullptr && (dozing >> self->m->id & 1) != 0;
  if (dozing != 0 && !here) {
    arch::poke_core(static_cast<uint32_t>(std::countr_zero(dozing)));
  }
}

void netpollready(PollDesc& desc) {
  uintptr_t old = desc.rg.exchange(kReady, acq_rel);  // point C; pairs with the cas in netpollblock and netpollblockcommit
  if (old > kWait) {
    irqready_push(reinterpret_cast<G*>(old));
    poke_dozing();
  }
}

void netpoll() {
  if (irqready_empty()) {
    return;
  }
  GQueue list = irqready_take();
  while (G* gp = gqueue_pop(list)) {
    ready(gp, false);
  }
}

// Makes all of the list runnable, in the global queue; how many they are.
static uint32_t to_global_queue(GQueue list) {
  uint32_t n = 0;
  for (G* gp = list.head; gp != nullptr; gp = gp->schedlink, n++) {
    traceGoUnpark(gp);
    casgstatus(gp, GStatus::waiting, GStatus::runnable);
  }
  lock(sched.lock);
  globrunqputbatch(list, n);
  unlock(sched.lock);
  return n;
}

// Starts an M for each of n Gs, as long as there are idle Ps. It may be this one.
static void start_idle(uint32_t n) {
  for (; n > 0; n--) {
    lock(sched.lock);
    P* pp = pidlegetSpinning();
    unlock(sched.lock);
    if (pp == nullptr) {
      return;
    }
    startm(pp, false);
  }
}

void injectglist() {
  lock(sched.lock);
  sched.nmonduty++;  // this M stands on the idle list, and what it has taken is in no queue
  unlock(sched.lock);
  start_idle(to_global_queue(irqready_take()));
  lock(sched.lock);
  sched.nmonduty--;
  checkdead();
  unlock(sched.lock);
}

}  // namespace burrow

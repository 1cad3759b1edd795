// Timers on the P: whoever schedules runs what is due on its own P, whoever looks for work what is due on any, and of the
// cores that sleep one, the poller, has its clock set for all. Go: addtimer, deltimer, runtimer, checkTimers,
// timeSleepUntil, wakeNetPoller (time.go, proc.go), and the blocking netpoll of findrunnable for the time it waits.
// Differs: no interrupt comes for a timer while no core sleeps, as nobody is free to take it: it waits for the end of a slice
// at most. Then, and every 61st turn, timers on Ps that have no core are looked at too: cores are few.
//
// W4  While a P is idle and an M or a core is free for it: one that sleeps is the poller, and its own timer is set to
//     pollUntil, which is not after the earliest minWhen.
//
// arm/doze: no timer is slept over.
//   who arms a timer, or makes a P idle    core that goes to sleep (poll)
//   A  minWhen, or npidle                  D  poller ← self, unless there is one; pollUntil ← until
//   B  full fence                          E  full fence
//   C  until = pollUntil, then poller:     F  npidle and each minWhen: earlier than until? again from D
//      none: wakep. Too late: poke it      G  park, with the clock set to until
//   Interrupts are masked from D to G. A poller that wakes is none any more once it has a P, and then a spinner looks at all
//   timers, or it calls wakep itself (stop_polling).
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/irqready.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"

namespace burrow {

// holds ts.lock
static void publish(Timers& ts) {
  RuntimeTimer const* top = timerheap_top(ts.heap);
  ts.minWhen.store(top == nullptr ? 0 : top->when, relaxed);  // relaxed, both: hints; wakeNetPoller has the fence
  ts.armed.store(ts.heap.n, relaxed);
}

// holds ts.lock. t is armed there.
static void take_out(Timers& ts, RuntimeTimer* t) {
  timerheap_remove(ts.heap, t);
  t->ts.store(nullptr, release);  // rel: pairs with acq in lock_heap_of
  publish(ts);
}

void addtimer(RuntimeTimer* t, int64_t when) {
  require(when > 0, "timer when must be positive");
  M* mp = acquirem();
  Timers& ts = mp->p->timers;
  lock(ts.lock);
  require(t->ts.load(relaxed) == nullptr, "addtimer called with initialized timer");  // relaxed: the caller's
  t->when = when;
  t->ts.store(&ts, release);  // rel: pairs with acq in lock_heap_of
  timerheap_push(ts.heap, t);
  publish(ts);
  unlock(ts.lock);            // from here on t may be gone
  wakeNetPoller(when);
  releasem(mp);
}

// The heap that t is in, locked; nullptr: none.
static Timers* lock_heap_of(RuntimeTimer* t) {
  while (Timers* ts = t->ts.load(acquire)) {  // acq: pairs with rel in addtimer and take_out
    lock(ts->lock);
    if (t->ts.load(relaxed) == ts) {          // relaxed: under the lock
      return ts;
    }
    unlock(ts->lock);
    arch::cpu_relax();
  }
  return nullptr;
}

bool deltimer(RuntimeTimer* t) {
  Timers* ts = lock_heap_of(t);
  if (ts == nullptr) {
    return false;
  }
  take_out(*ts, t);
  unlock(ts->lock);
  return true;
}

// holds ts.lock, lets go of it meanwhile. Go: runtimer, runOneTimer
static void runtimer(Timers& ts, RuntimeTimer* t) {
  auto* f = t->f;
  void* arg = t->arg;
  take_out(ts, t);
  unlock(ts.lock);
  f(arg);
  lock(ts.lock);
}

static bool is_due(P const* pp, int64_t now) {
  int64_t when = pp->timers.minWhen.load(relaxed);  // relaxed: a hint, or after a fence
  return when != 0 && when <= now;
}

bool checkTimers(P* pp) {
  Timers& ts = pp->timers;
  if (ts.minWhen.load(relaxed) == 0) {  // relaxed: a hint
    return false;
  }
  int64_t now = arch::nanotime();
  if (!is_due(pp, now)) {
    return false;
  }
  bool ran = false;
  lock(ts.lock);
  for (RuntimeTimer* t; (t = timerheap_top(ts.heap)) != nullptr && t->when <= now; ran = true) {
    runtimer(ts, t);
  }
  unlock(ts.lock);
  return ran;
}

void check_all_timers() {
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    checkTimers(allp[id]);
  }
}

bool timers_due() {
  int64_t until = timeSleepUntil();
  return until != arch::kNever && until <= arch::nanotime();
}

// The world is stopped, so no lock is needed, and that of timers could not be taken under sched.lock.
void move_timers(P* from, P* to) {
  Timers& ts = from->timers;
  while (RuntimeTimer* t = timerheap_top(ts.heap)) {
    take_out(ts, t);
    t->ts.store(&to->timers, release);  // rel: as in addtimer
    timerheap_push(to->timers.heap, t);
  }
  publish(to->timers);
}

void wakeNetPoller(int64_t when) {
  publish_then_check();                                        // point B
  if (when == arch::kNever || sched.npidle.load(relaxed) == 0) {  // relaxed: after the fence
    return;
  }
  int64_t until = sched.pollUntil.load(acquire);               // point C. acq: the poller is read after it
  uint32_t poller = sched.poller.load(relaxed);                // relaxed: it looks before it sleeps
  if (poller == 0) {
    systemstack([](void*) { wakep(); }, nullptr);
  } else if (when < until) {
    arch::poke_core(poller - 1);
  }
}

static bool is_poller(M* mp) { return sched.poller.load(relaxed) == mp->id + 1; }  // relaxed: it writes its own number

static bool becomes_poller(M* mp) {
  uint32_t none = 0;
  // acq_rel: one after the other; relaxed: somebody else is
  return is_poller(mp) || sched.poller.cas(none, mp->id + 1, acq_rel, relaxed);
}

// Point F. Without an idle P there is nobody to be woken for.
static int64_t wanted_at() {
  return sched.npidle.load(relaxed) != 0 ? timeSleepUntil() : arch::kNever;  // relaxed: after the fence
}

// masked, on the poller. Until when it sleeps.
static int64_t poll_until() {
  for (int64_t until = arch::kNever;;) {
    sched.pollUntil.store(until, release);  // point D. rel: pairs with acq in wakeNetPoller
    publish_then_check();                   // point E
    int64_t earliest = wanted_at();
    if (earliest >= until) {
      return until;
    }
    until = earliest;
  }
}

bool poll(M* mp) {
  bool poller = becomes_poller(mp);
  if (!poller) {
    wakeNetPoller(timeSleepUntil());  // the poller may have looked before this core's P was idle
  }
  arch::IrqState irq = arch::irq_save();
  bool quiet = irqready_empty();      // point K of the picture in netpoll.cpp
  bool woken = quiet && notedoze(mp->park, poller ? poll_until() : arch::kNever);
  if (poller) {
    sched.pollUntil.store(0, relaxed);  // relaxed: awake, it will look by itself
  }
  arch::irq_restore(irq);
  if (!quiet) {
    injectglist();
  }
  return woken;
}

// on g0, asleep so far. The poller's P for timers that are due; nullptr: there are none, or no P, or startm has one for it.
P* poll_result(M* mp) {
  if (!is_poller(mp) || !timers_due()) {
    return nullptr;
  }
  lock(sched.lock);
  P* pp = mp->idle ? pidleget() : nullptr;
  if (pp != nullptr) {
    mremove(mp);
    become_spinning(mp);
  }
  unlock(sched.lock);
  return pp;
}

void stop_polling(M* mp) {
  if (is_poller(mp)) {
    sched.poller.store(0, release);  // rel: pairs with the cas in becomes_poller
    publish_then_check();
    if (timeSleepUntil() != arch::kNever) {
      wakep();
    }
  }
}

}  // namespace burrow

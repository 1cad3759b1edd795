// Timers that send on a channel. Go: newTimer, sendTime (sleep.go), blockTimerChan, unblockTimerChan, maybeRunChan,
// timerchandrain, needsAdd (time.go, 1.23), NewTicker, Tick (tick.go).
// A timer is in a heap only while somebody waits for its channel; else whoever looks there next sends what is due. So one that
// nobody waits for costs nothing, and there is nothing to clear up when the last handle of its channel is gone.
// Differs: the channel's own lock covers its timer. So what is due is sent, and the timer is spent or set anew, in one step, and
// neither needs to know of the other: no seq, no isSending, no sendLock.
//
// Z1  A timer is heaped from addtimer until deltimer has taken it out or its f has come. Meanwhile it has a handle.
// Z2  After Stop when is 0, the buffer is empty, and nothing comes before the next Reset.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/queue/malloc.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan_step.h"
#include "runtime/sync/timer.h"
#include "runtime/sync/when.h"

namespace burrow {

struct TimerChan {
  // -- set once
  Hchan* c;
  // -- c->lock
  Atomic<int64_t> when;  // 0: stopped or spent. Read without the lock to see whether it is due: relaxed
  int64_t period;        // 0: once
  bool heaped;           // Z1
  RuntimeTimer timer;
};

static bool awaited(TimerChan const* t) { return t->c->recvq.first.load(relaxed) != nullptr; }  // relaxed: holds c->lock

// The time after now at which it is due again; it does not drift.
static int64_t next_time(int64_t when, int64_t period, int64_t now) {
  int64_t ahead;
  bool never = __builtin_mul_overflow(period, 1 + (now - when) / period, &ahead) ||
               __builtin_add_overflow(when, ahead, &ahead);
  return never ? arch::kNever : ahead;
}

// holds c->lock, all of these

// Who waited for it, if anybody.
static G* send_if_due(TimerChan* t, int64_t now) {
  int64_t when = t->when.load(relaxed);  // relaxed, all: under the lock
  if (when == 0 || when > now) {
    return nullptr;
  }
  t->when.store(t->period == 0 ? 0 : next_time(when, t->period, now), relaxed);
  return step_send(t->c, &when).wake;  // if one waits in the buffer already, this one is lost
}

static void arm_if_awaited(TimerChan* t) {
  int64_t when = t->when.load(relaxed);
  if (when != 0 && !t->heaped && awaited(t)) {
    t->heaped = true;
    t->c->refs.fetch_add(1, relaxed);  // relaxed: who waits keeps it alive
    addtimer(&t->timer, when);
  }
}

// The caller has a handle, so that of the heap is not the last.
static void disarm(TimerChan* t) {
  if (t->heaped && deltimer(&t->timer)) {
    t->heaped = false;
    t->c->refs.fetch_add(-1, acq_rel);  // acq_rel: as in ~Chan
  }
}

// on g | g0, no lock
static void send_now(TimerChan* t, bool from_heap) {
  lock(t->c->lock);
  t->heaped = t->heaped && !from_heap;
  G* woken = send_if_due(t, arch::nanotime());
  if (from_heap) {
    arm_if_awaited(t);
  }
  unlock(t->c->lock);
  if (woken != nullptr) {
    goready(woken);
  }
}

// on g0: it was in the heap. Go: sendTime
static void timer_came(void* arg) {
  auto* t = static_cast<TimerChan*>(arg);
  Hchan* c = t->c;
  send_now(t, true);
  if (c->refs.fetch_add(-1, acq_rel) == 1) {  // acq_rel: as in ~Chan
    freechan(c);
  }
}

void maybeRunChan(Hchan* c) {
  int64_t when = c->timer->when.load(relaxed);  // relaxed: asked again under the lock
  if (when != 0 && when <= arch::nanotime()) {
    send_now(c->timer, false);
  }
}

void blockTimerChan(Hchan* c) { arm_if_awaited(c->timer); }

void unblockTimerChan(Hchan* c) {
  lock(c->lock);
  if (!awaited(c->timer)) {
    disarm(c->timer);
  }
  unlock(c->lock);
}

void freeTimerChan(TimerChan* t) { gcfree(t, sizeof(TimerChan)); }

Hchan* make_timer_chan(int64_t when, int64_t period) {
  Hchan* c = makechan(&detail::Elem<int64_t>::type, 1);
  auto* t = new (mallocgc(sizeof(TimerChan))) TimerChan{};
  t->c = c;
  t->when.store(when, relaxed);  // relaxed: nobody else has it
  t->period = period;
  t->timer.f = timer_came;
  t->timer.arg = t;
  c->timer = t;
  return c;
}

// holds c->lock, both

static bool timerchandrain(TimerChan* t) { return step_recv(t->c, nullptr).passed; }  // nobody sends but the timer

static bool stop_locked(TimerChan* t) {
  bool pending = t->when.load(relaxed) != 0;  // relaxed, both: under the lock
  t->when.store(0, relaxed);
  disarm(t);
  return timerchandrain(t) || pending;
}

bool stop_timer_chan(Hchan* c) {
  lock(c->lock);
  bool pending = stop_locked(c->timer);
  unlock(c->lock);
  return pending;
}

// In one step: whoever else stops or resets it meanwhile finds it armed, and takes away no value of the new time.
bool reset_timer_chan(Hchan* c, int64_t when, int64_t period) {
  TimerChan* t = c->timer;
  lock(c->lock);
  bool pending = stop_locked(t);
  t->when.store(when, relaxed);  // relaxed: under the lock
  t->period = period;
  arm_if_awaited(t);
  unlock(c->lock);
  return pending;
}

// ---- what tasks call --------------------------------------------------------------------------------------------------

static Chan<int64_t> new_chan(int64_t ns, int64_t period) { return Chan<int64_t>(make_timer_chan(when_after(ns), period)); }

static bool is_timer(Chan<int64_t> const& c) { return c != nullptr && c.hchan()->timer != nullptr; }

Timer NewTimer(int64_t ns) { return Timer(new_chan(ns, 0), {}); }
Chan<int64_t> After(int64_t ns) { return new_chan(ns, 0); }

bool Timer::Stop() const {
  if (func_.get() != nullptr) {
    return stop_func(func_.get());
  }
  if (!is_timer(C)) {
    gopanic("time: Stop called on uninitialized Timer");
  }
  return stop_timer_chan(C.hchan());
}

bool Timer::Reset(int64_t ns) const {
  if (func_.get() != nullptr) {
    return reset_func(func_.get(), ns);
  }
  if (!is_timer(C)) {
    gopanic("time: Reset called on uninitialized Timer");
  }
  return reset_timer_chan(C.hchan(), when_after(ns), 0);
}

Ticker NewTicker(int64_t ns) {
  if (ns <= 0) {
    gopanic("non-positive interval for NewTicker");
  }
  return Ticker(new_chan(ns, ns));
}

Chan<int64_t> Tick(int64_t ns) { return ns <= 0 ? nullptr : new_chan(ns, ns); }

// One that was never made may be stopped, as in Go.
void Ticker::Stop() const {
  if (is_timer(C)) {
    stop_timer_chan(C.hchan());
  }
}

void Ticker::Reset(int64_t ns) const {
  if (ns <= 0) {
    gopanic("non-positive interval for Ticker.Reset");
  }
  if (!is_timer(C)) {
    gopanic("time: Reset called on uninitialized Ticker");
  }
  reset_timer_chan(C.hchan(), when_after(ns), ns);
}

}  // namespace burrow

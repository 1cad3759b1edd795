// Go: Mutex, Lock, TryLock, lockSlow, Unlock, unlockSlow (sync/mutex.go), sync_runtime_canSpin, sync_runtime_doSpin (proc.go).
//
// Normally whoever comes first to a free mutex has it, even before one that has just been woken for it: who runs already needs
// no switch. One that has waited for a millisecond turns the mutex to starvation: unlock then hands it to the first in the
// line, who runs at once, and whoever comes goes to the end. The last of the line, or one that did not wait so long, turns it
// back.
//
// E2  state is kLocked, kWoken, kStarving, and above them the number of waiters. kWoken: one of them has been woken, or one
//     spins, and unlock need wake nobody. Free and starving: it belongs to the first in the line, who is on its way.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"
#include "runtime/sync/sync.h"

namespace burrow {

namespace {

constexpr int32_t kLocked = 1;
constexpr int32_t kWoken = 2;
constexpr int32_t kStarving = 4;
constexpr int32_t kWaiter = 8;  // one of them
constexpr int64_t kStarvationThreshold_ns = 1'000'000;  // Go: starvationThresholdNs

// Whether it may be worth while to look again instead of parking: the holder runs, and nobody waits for this P.
bool canSpin(uint32_t spins) {
  constexpr uint32_t kActiveSpin = 4;
  if (spins >= kActiveSpin || sched.ncores == 1) {
    return false;
  }
  // relaxed, all: a throttle, not a protocol
  int32_t const away = static_cast<int32_t>(sched.npidle.load(relaxed)) + sched.nmspinning.load(relaxed);
  return static_cast<int32_t>(gomaxprocs.load(relaxed)) > away + 1 && runqempty(getg()->m->p);
}

void doSpin() {
  constexpr uint32_t kActiveSpinCount = 30;
  for (uint32_t i = 0; i < kActiveSpinCount; i++) {
    arch::cpu_relax();
  }
}

bool is_locked(int32_t state) { return (state & (kLocked | kStarving)) != 0; }  // or belongs to another

// What one who wants the lock makes of the state: it takes it or joins the waiters. awoke: kWoken stands for the caller.
int32_t taken(int32_t old, bool starving, bool awoke) {
  int32_t state = old;
  if ((old & kStarving) == 0) {
    state |= kLocked;
  }
  if (is_locked(old)) {
    state += kWaiter;
  }
  if (starving && (old & kLocked) != 0) {
    state |= kStarving;
  }
  if (awoke) {
    require((state & kWoken) != 0, "sync: inconsistent mutex state");
    state &= ~kWoken;
  }
  return state;
}

// The mutex has been handed over to the caller, who has left the line.
void take_over(Atomic<int32_t>& word, int32_t old, bool starving) {
  require((old & (kLocked | kWoken)) == 0 && old / kWaiter != 0, "sync: inconsistent mutex state");
  bool const last = old / kWaiter == 1;
  word.fetch_add(kLocked - kWaiter - (!starving || last ? kStarving : 0), acquire);  // acq: pairs with rel in unlock
}

}  // namespace

bool Mutex::try_lock() {
  int32_t old = state_.load(relaxed);  // relaxed: the cas acquires
  return !is_locked(old) && state_.cas(old, old | kLocked, acquire, relaxed);  // acq: pairs with rel in unlock
}

void Mutex::lock() {
  int32_t free = 0;
  if (!state_.cas(free, kLocked, acquire, relaxed)) {  // acq: pairs with rel in unlock
    lock_slow();
  }
}

void Mutex::lock_slow() {
  bool starving = false, awoke = false, waited = false;
  int64_t since_ns = 0;
  uint32_t spins = 0;
  for (int32_t old = state_.load(relaxed);;) {  // relaxed: the cas acquires
    if ((old & (kLocked | kStarving)) == kLocked && canSpin(spins)) {
      bool const alone = (old & kWoken) == 0 && old / kWaiter != 0;
      awoke = awoke || (alone && state_.cas(old, old | kWoken, relaxed, relaxed));  // so that unlock wakes no other
      doSpin();
      spins++;
      old = state_.load(relaxed);
      continue;
    }
    if (!state_.cas(old, taken(old, starving, awoke), acquire, relaxed)) {  // acq: pairs with rel in unlock
      continue;
    }
    if (!is_locked(old)) {
      return;
    }
    since_ns = waited ? since_ns : arch::nanotime();
    semacquire1(sema_, waited, WaitReason::mutex_lock);
    waited = awoke = true;
    starving = starving || arch::nanotime() - since_ns > kStarvationThreshold_ns;
    old = state_.load(relaxed);
    if ((old & kStarving) != 0) {
      take_over(state_, old, starving);
      return;
    }
    spins = 0;
  }
}

void Mutex::unlock() {
  int32_t const state = state_.fetch_add(-kLocked, release) - kLocked;  // rel: pairs with acq in lock
  if (state != 0) {
    unlock_slow(state);
  }
}

void Mutex::unlock_slow(int32_t state) {
  require((state & kLocked) == 0, "sync: unlock of unlocked mutex");
  if ((state & kStarving) != 0) {
    semrelease1(sema_, true);
    return;
  }
  while (state / kWaiter != 0 && (state & (kLocked | kWoken | kStarving)) == 0) {
    if (state_.cas(state, state - kWaiter + kWoken, relaxed, relaxed)) {  // relaxed: the semaphore's lock orders
      semrelease1(sema_, false);
      return;
    }
  }
}

}  // namespace burrow

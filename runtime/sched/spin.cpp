// The role of looking for work: who has it, who takes it over. Go: wakep, resetspinning, becomeSpinning (proc.go).
//
// F2  An M that spins and finds work sees to it that another looks on.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/idle.h"
#include "runtime/sched/proc.h"

namespace burrow {

void count_spinner() { sched.nmspinning.fetch_add(1, acq_rel); }  // acq_rel: pairs with the load in wakep

void become_spinning(M* mp) {
  count_spinner();
  mp->spinning = true;
  sched.needspinning.store(0, relaxed);    // relaxed: a spinner looks at everything
}

void uncount_spinner() {
  // acq_rel: pairs with the load in wakep
  require(sched.nmspinning.fetch_add(-1, acq_rel) > 0, "negative nmspinning");
}

void stop_spinning(M* mp) {
  mp->spinning = false;
  uncount_spinner();
}

void resetspinning() {
  M* mp = getg()->m;
  require(mp->spinning, "resetspinning: not a spinning m");
  stop_spinning(mp);
  wakep();
}

void wakep() {
  publish_then_check();  // point B of the picture in start.cpp
  if (sched.npidle.load(relaxed) == 0 || sched.nmfree.load(relaxed) == 0) {  // relaxed: after the fence
    return;
  }
  int32_t none = 0;
  // acq_rel: pairs with those of the spinners; relaxed: after the fence
  if (sched.nmspinning.load(relaxed) != 0 || !sched.nmspinning.cas(none, 1, acq_rel, relaxed)) {
    return;
  }
  M* mp = acquirem();
  lock(sched.lock);
  P* pp = pidlegetSpinning();
  if (pp == nullptr) {  // undone before the lock is free: who saw it counted on a look that comes after
    uncount_spinner();
  }
  unlock(sched.lock);
  if (pp != nullptr) {
    startm(pp, true);
  }
  releasem(mp);
}

}  // namespace burrow

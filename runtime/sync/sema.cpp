// Go: semacquire1, semrelease1 (sema.go). Differs: a released unit goes straight to the first waiter, so that nobody barges.
//
// E1  count > 0 only while there are no waiters.
#include "runtime/sync/sema.h"

#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

namespace burrow {

static bool unlock_sema(G*, void* sema) {
  unlock(*static_cast<SemaLock*>(sema));
  return true;
}

void sema_wait(SemaLock& sema, G*& head, G*& tail, WaitReason reason) {
  G* gp = getg();
  gp->schedlink = nullptr;
  (tail != nullptr ? tail->schedlink : head) = gp;
  tail = gp;
  gopark(unlock_sema, &sema, reason);
}

G* sema_pop(G*& head, G*& tail) {
  G* gp = head;
  if (gp != nullptr) {
    head = gp->schedlink;
    tail = head == nullptr ? nullptr : tail;
  }
  return gp;
}

void Sema::acquire() {
  SemaLock& sema = sema_lock(lock_);
  lock(sema);
  if (count_ > 0) {
    count_--;
    unlock(sema);
    return;
  }
  sema_wait(sema, head_, tail_, WaitReason::semacquire);
}

void Sema::release() {
  SemaLock& sema = sema_lock(lock_);
  lock(sema);
  G* gp = sema_pop(head_, tail_);
  count_ += gp == nullptr;
  unlock(sema);
  if (gp != nullptr) {
    goready(gp);
  }
}

}  // namespace burrow

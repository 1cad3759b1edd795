// Go: semacquire1, semrelease1, readyWithTime (sema.go). Differs: a released unit goes straight to the first waiter, so that
// nobody barges, and nobody who was woken finds it gone. The waiters hang on the semaphore, so that one among thousands is
// found as fast as the only one; Go looks for them by address, in a tree.
//
// E1  count > 0 only while there are no waiters.
#include "runtime/sync/sema.h"

#include "runtime/model/m.h"
#include "runtime/queue/gqueue.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

namespace burrow {

void semacquire1(Semaphore& sema, bool lifo, WaitReason reason) {
  lock(sema.lock);
  if (sema.count > 0) {
    sema.count--;
    unlock(sema.lock);
    return;
  }
  if (lifo) {
    gqueue_push_front(sema.waiters, getg());
  } else {
    gqueue_push_back(sema.waiters, getg());
  }
  goparkunlock(sema.lock, reason);
}

void semrelease1(Semaphore& sema, bool handoff) {
  lock(sema.lock);
  G* gp = gqueue_pop(sema.waiters);
  sema.count += gp == nullptr;
  unlock(sema.lock);
  if (gp == nullptr) {
    return;
  }
  goready(gp);
  if (handoff && getg()->m->locks == 0) {
    goyield();
  }
}

void semacquire(Semaphore& sema) { semacquire1(sema, false, WaitReason::semacquire); }
void semrelease(Semaphore& sema) { semrelease1(sema, false); }

void Sema::acquire() { semacquire(sema_); }
void Sema::release() { semrelease(sema_); }
void Sema::release_handoff() { semrelease1(sema_, true); }

}  // namespace burrow

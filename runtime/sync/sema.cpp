// Go: semacquire1, semrelease1 (sema.go). Differs: a released unit goes straight to the first waiter, so that nobody barges.
//
// E1  count > 0 only while there are no waiters.
#include "runtime/sync/sema.h"

#include "runtime/queue/gqueue.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

namespace burrow {

static bool unlock_sema(G*, void* sema) {
  unlock(static_cast<Semaphore*>(sema)->lock);
  return true;
}

void sema_wait(Semaphore& sema, WaitReason reason) {
  gqueue_push_back(sema.waiters, getg());
  gopark(unlock_sema, &sema, reason);
}

void semacquire(Semaphore& sema) {
  lock(sema.lock);
  if (sema.count > 0) {
    sema.count--;
    unlock(sema.lock);
    return;
  }
  sema_wait(sema, WaitReason::semacquire);
}

void semrelease(Semaphore& sema) {
  lock(sema.lock);
  G* gp = gqueue_pop(sema.waiters);
  sema.count += gp == nullptr;
  unlock(sema.lock);
  if (gp != nullptr) {
    goready(gp);
  }
}

void Sema::acquire() { semacquire(sema_); }
void Sema::release() { semrelease(sema_); }

}  // namespace burrow

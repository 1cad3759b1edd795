// Go: sync.WaitGroup (waitgroup.go). Differs: counter and waiters under one lock.
#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/queue/gqueue.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"

namespace burrow {

void WaitGroup::add(int32_t delta) {
  lock(sema_.lock);
  counter_ += delta;
  require(counter_ >= 0, "sync: negative WaitGroup counter");
  GQueue woken = {};
  if (counter_ == 0) {
    woken = std::exchange(sema_.waiters, {});
  }
  unlock(sema_.lock);
  while (G* gp = gqueue_pop(woken)) {
    goready(gp);
  }
}

void WaitGroup::wait() {
  lock(sema_.lock);
  if (counter_ == 0) {
    unlock(sema_.lock);
    return;
  }
  sema_wait(sema_, WaitReason::waitgroup);
}

}  // namespace burrow

// Go: sync.WaitGroup (waitgroup.go). Differs: counter and waiters under one lock.
#include "runtime/base/fatal.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"

namespace burrow {

void WaitGroup::add(int32_t delta) {
  SemaLock& sema = sema_lock(sema_.lock_);
  lock(sema);
  counter_ += delta;
  require(counter_ >= 0, "sync: negative WaitGroup counter");
  G* first = nullptr;
  if (counter_ == 0) {
    first = std::exchange(sema_.head_, nullptr);
    sema_.tail_ = nullptr;
  }
  unlock(sema);
  while (first != nullptr) {
    G* next = first->schedlink;  // before it runs and waits elsewhere
    goready(first);
    first = next;
  }
}

void WaitGroup::wait() {
  SemaLock& sema = sema_lock(sema_.lock_);
  lock(sema);
  if (counter_ == 0) {
    unlock(sema);
    return;
  }
  sema_wait(sema, sema_.head_, sema_.tail_, WaitReason::waitgroup);
}

}  // namespace burrow

// Go: RWMutex (sync/rwmutex.go). The runtime itself needs none, so Go's runtime/rwmutex.go has no counterpart.
//
// E3  readers counts those that have come and not gone; a writer lowers it by kMaxReaders when it comes, and whoever wants to
//     read from then on waits for that writer. departing counts the readers for which the writer has still to wait.
#include "runtime/base/fatal.h"
#include "runtime/sync/sema.h"
#include "runtime/sync/sync.h"

namespace burrow {

static constexpr int32_t kMaxReaders = 1 << 30;  // Go: rwmutexMaxReaders

void RWMutex::rlock() {
  if (readers_.fetch_add(1, acquire) + 1 < 0) {  // acq: pairs with acq_rel in unlock
    semacquire1(readerSem_, false, WaitReason::rwmutex_rlock);
  }
}

bool RWMutex::try_rlock() {
  for (int32_t readers = readers_.load(relaxed); readers >= 0;) {  // relaxed: the cas acquires
    if (readers_.cas(readers, readers + 1, acquire, relaxed)) {    // acq: pairs with acq_rel in unlock
      return true;
    }
  }
  return false;
}

void RWMutex::runlock() {
  int32_t const readers = readers_.fetch_add(-1, release) - 1;  // rel: pairs with acq_rel in lock
  if (readers >= 0) {
    return;
  }
  require(readers + 1 != 0 && readers + 1 != -kMaxReaders, "sync: RUnlock of unlocked RWMutex");
  if (departing_.fetch_add(-1, acq_rel) == 1) {  // acq_rel: pairs with itself in lock; the last reader speaks for all
    semrelease(writerSem_);
  }
}

void RWMutex::lock() {
  writers_.lock();
  int32_t const readers = readers_.fetch_add(-kMaxReaders, acq_rel);  // acq_rel: pairs with rel in runlock
  if (readers != 0 && departing_.fetch_add(readers, acq_rel) + readers != 0) {  // acq_rel: pairs with itself in runlock
    semacquire1(writerSem_, false, WaitReason::rwmutex_lock);
  }
}

bool RWMutex::try_lock() {
  if (!writers_.try_lock()) {
    return false;
  }
  int32_t none = 0;
  if (!readers_.cas(none, -kMaxReaders, acquire, relaxed)) {  // acq: pairs with rel in runlock
    writers_.unlock();
    return false;
  }
  return true;
}

void RWMutex::unlock() {
  int32_t waiting = readers_.fetch_add(kMaxReaders, acq_rel) + kMaxReaders;  // acq_rel: pairs with acq in rlock
  require(waiting < kMaxReaders, "sync: Unlock of unlocked RWMutex");
  for (; waiting > 0; waiting--) {
    semrelease(readerSem_);
  }
  writers_.unlock();
}

}  // namespace burrow

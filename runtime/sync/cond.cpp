// Go: Cond, Wait, Signal, Broadcast (sync/cond.go), Locker (mutex.go), RLocker (rwmutex.go). Differs: a Locker refers to a
// Mutex or an RWMutex and is no interface; the compiler refuses copies, where Go's copyChecker panics.
#include "runtime/sync/notifylist.h"
#include "runtime/sync/sync.h"

namespace burrow {

void Locker::lock() const {
  switch (kind_) {
    case Kind::mutex: return static_cast<Mutex*>(lock_)->lock();
    case Kind::writer: return static_cast<RWMutex*>(lock_)->lock();
    case Kind::reader: return static_cast<RWMutex*>(lock_)->rlock();
  }
}

void Locker::unlock() const {
  switch (kind_) {
    case Kind::mutex: return static_cast<Mutex*>(lock_)->unlock();
    case Kind::writer: return static_cast<RWMutex*>(lock_)->unlock();
    case Kind::reader: return static_cast<RWMutex*>(lock_)->runlock();
  }
}

void Cond::wait() {
  uint32_t const ticket = notifyListAdd(notify_);  // before the lock is free: no notice is missed
  lock_.unlock();
  notifyListWait(notify_, ticket);
  lock_.lock();
}

void Cond::signal() { notifyListNotifyOne(notify_); }
void Cond::broadcast() { notifyListNotifyAll(notify_); }

}  // namespace burrow

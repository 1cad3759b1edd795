// A part of runtime.h: what goroutines wait for each other with. Go: package sync.
// From goroutines only; what may park, not between stopTheWorld and startTheWorld. Zeroed storage is each of these, free or
// empty; none can be copied or moved. Each must live until every call on it has returned, unlock too.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "runtime/base/atomic.h"
#include "runtime/model/notifylist.h"
#include "runtime/model/semaphore.h"

namespace burrow {

// A counting semaphore; waiters are served in order. Go: semacquire, semrelease (sema.go).
class Sema {
 public:
  void acquire();          // may park
  void release();
  void release_handoff();  // and the first waiter, if there is one, runs at once; the caller goes on after others of its P

 private:
  Semaphore sema_;
};

// Whoever locks it has it alone, until it, or another for it, unlocks it. Not recursive. Once someone has waited for 1 ms, the
// first in the line is the next to have it. Go: sync.Mutex.
class Mutex {
 public:
  void lock();      // may park
  bool try_lock();  // false: another has it or is about to
  void unlock();    // of one that is not locked is fatal

 private:
  void lock_slow();
  void unlock_slow(int32_t state);

  Atomic<int32_t> state_;
  Semaphore sema_;
};

class Locker;

// Any number of readers or one writer. A writer that waits keeps new readers out, so a reader must not rlock again.
// Go: sync.RWMutex.
class RWMutex {
 public:
  void rlock();      // may park
  bool try_rlock();  // false: a writer has it or waits for it
  void runlock();    // without rlock is fatal
  void lock();       // may park
  bool try_lock();
  void unlock();     // of one that no writer has is fatal
  constexpr Locker rlocker();  // whose lock and unlock are rlock and runlock

 private:
  Mutex writers_;         // of them, one at a time
  Semaphore writerSem_;   // for readers that are still there
  Semaphore readerSem_;   // for the writer to be done
  Atomic<int32_t> readers_;
  Atomic<int32_t> departing_;
};

// A reference to a Mutex or an RWMutex, for Cond. Go: sync.Locker.
class Locker {
 public:
  constexpr Locker(Mutex& mutex) : lock_(&mutex), kind_(Kind::mutex) {}
  constexpr Locker(RWMutex& mutex) : lock_(&mutex), kind_(Kind::writer) {}
  void lock() const;  // may park
  void unlock() const;

 private:
  friend class RWMutex;
  enum class Kind : uint8_t { mutex, writer, reader };
  constexpr Locker(void* lock, Kind kind) : lock_(lock), kind_(kind) {}

  void* lock_;
  Kind kind_;
};

constexpr Locker RWMutex::rlocker() { return {this, Locker::Kind::reader}; }

// Waiting until what a lock protects has changed: while (!changed) cond.wait(). Go: sync.Cond.
class Cond {
 public:
  explicit constexpr Cond(Locker lock) : lock_(lock) {}
  void wait();       // with the lock held, which it gives up until it has had a notice and the lock again
  void signal();     // a notice for the one that has waited longest, if anyone waits. With the lock or without
  void broadcast();  // for all that wait

 private:
  Locker lock_;
  NotifyList notify_;
};

// Runs a function once, whoever else asks; those who ask meanwhile wait for its end. Go: sync.Once.
class Once {
 public:
  template <class F>
  void run(F&& f) {  // may park. f must not run this Once again; one that ends by Goexit has run
    auto call = [&f] { f(); };
    do_once([](void* object) { (*static_cast<decltype(call)*>(object))(); }, &call);
  }

 private:
  void do_once(void (*f)(void*), void* arg);

  Atomic<bool> done_;
  Mutex mutex_;
};

// Calls f the first time it is called itself. Go: sync.OnceFunc.
template <class F>
class OnceFunc {
 public:
  explicit constexpr OnceFunc(F f) : f_(std::move(f)) {}
  void operator()() { once_.run(f_); }

 private:
  Once once_;
  F f_;
};

// Likewise, and its result from then on. Go: sync.OnceValue.
template <class F>
class OnceValue {
 public:
  explicit constexpr OnceValue(F f) : f_(std::move(f)) {}
  auto const& operator()() {
    once_.run([this] { value_ = f_(); });
    return value_;
  }

 private:
  Once once_;
  F f_;
  std::invoke_result_t<F&> value_{};
};

}  // namespace burrow

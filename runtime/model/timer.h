// Something to be done at a time, and the place where it waits. Go: timer, timers, timerWhen (time.go, 1.23).
// Differs: a timer that is stopped leaves its place at once, under the lock of its heap; Go marks it and clears up later. So
// there is no state between armed and not, and nothing stays behind. What ticks is armed anew each time.
//
// W1  A timer is in the heap that ts names, at place `at`, or in none and ts is nullptr. Both change under that heap's lock.
// W2  A heap is a tree of four branches: no timer is due before the one above it. minWhen is when its top is due; 0: empty.
// W3  A G that sleeps has a timer in a heap.
#pragma once

#include <cstdint>

#include "arch/arch.h"
#include "runtime/base/atomic.h"
#include "runtime/model/mutex.h"

namespace burrow {

struct Timers;

// Not the Timer of tasks, which is a handle.
struct RuntimeTimer {
  // -- set before it is armed
  void (*f)(void* arg);  // on g0, no lock held, may neither. The timer may be gone by then
  void* arg;
  // -- the heap's lock; while in no heap, whoever has the timer
  Atomic<Timers*> ts;  // acq and rel: who reads another asks again under that one's lock
  int64_t when;        // ns, above 0; kNever stays in the heap for ever
  uint32_t at;
};

struct TimerSlot {
  int64_t when;
  RuntimeTimer* timer;
};

// Grows page by page and keeps what it has.
struct TimerHeap {
  static constexpr uint32_t kPerPage = arch::kPageSize / sizeof(TimerSlot);
  static constexpr uint32_t kPerDirectory = arch::kPageSize / sizeof(TimerSlot*);
  static constexpr uint32_t kDirectories = 64;
  static constexpr uint32_t kMost = kPerPage * kPerDirectory * kDirectories;

  uint32_t n;
  uint32_t room;  // slots that have memory
  TimerSlot** directory[kDirectories];
};

struct Timers {
  SpinMutex<LockRank::timers> lock;
  // -- lock; read by anyone as a hint: relaxed
  Atomic<int64_t> minWhen;
  Atomic<uint32_t> armed;  // how many are in the heap
  // -- lock
  TimerHeap heap;
};

}  // namespace burrow

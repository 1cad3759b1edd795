// A goroutine. Go: g (runtime2.go). Differs: the saved context is one word; a stack never moves, so it has no guard word.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/arch.h"
#include "runtime/base/atomic.h"
#include "runtime/model/fwd.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/waitreason.h"

namespace burrow {

// The lowest page is never committed: the guard.
struct Stack {
  uintptr_t lo;
  uintptr_t hi;
};

struct G {
  // -- set once, by malg
  Stack stack;
  bool is_g0;         // a core's scheduler stack: never queued, never grown
  // -- atomic
  Atomic<uint32_t> atomicstatus;  // a GStatus; written by casgstatus only; acq_rel there pairs with acquire in readgstatus
  Atomic<bool> preempt;           // asked to yield; set by its core's interrupt and by suspendG, cleared by execute: relaxed
  Atomic<bool> preemptStop;       // and then to stop; set and cleared by suspendG, who holds the scan bit: relaxed
  Atomic<uintptr_t> committed;    // no page of the stack lies below; stack.hi: it has none. See queue/gstack.h: relaxed
  Atomic<uint32_t> selectDone;    // a case of its select has won: cas by who dequeues it, cleared by selectgo, under the locks
  // -- whoever owns the state: the M that runs it, the queue that holds it
  arch::Gobuf sched;              // valid unless running
  M* m;                           // while running; always for a g0
  G* schedlink;                   // next in whatever queue holds it
  uint64_t goid;
  uint64_t parentGoid;
  void (*startfn)();              // for reports: what `go` was called with
  uintptr_t gopc;                 // for reports: where `go` returns to; 0: the main goroutine
  uint32_t job;                   // whose failures its are: that of the goroutine that called `go`. Go: labels
  WaitReason waitreason;          // while waiting
  Sudog* waiting;                 // while waiting for channels
  Sudog* param;                   // of them the one that ended it, written before goready
  bool system;                    // runs on while schedEnableUser(false)
  M* lockedm;                     // the one M that may run it; nullptr: any
  uint32_t lockedExt;             // calls of LockOSThread without UnlockOSThread
  uint32_t lockedInt;             // likewise lockOSThread, the runtime's own
  Hchan* freeing;                 // a channel that it frees; by freelink, those to be freed after it
  Deferred* deferred;             // calls for Goexit, the latest first. Go: _defer
  int64_t waitsince;              // while waiting or in a system call: the start of the slice in which that began
  uintptr_t syscallpc;            // while in a system call: where entersyscall returns to,
  uintptr_t syscallsp;            // its frame,
  uintptr_t syscallbp;            // and its caller's
  bool asyncSafePoint;            // stopped between two instructions of its own, not in a call
};

}  // namespace burrow

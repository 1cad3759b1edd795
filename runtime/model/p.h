// The right to run goroutines, with a queue of them. Go: p (runtime2.go).
//
// P2  runq[head..tail) modulo its size holds runnable Gs. Only the owner moves tail; anyone moves head, by CAS.
// P3  runnext is a runnable G that inherits the slice of whoever readied it. The owner sets it; anyone may take it, by CAS.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/base/layout.h"
#include "runtime/model/fwd.h"
#include "runtime/model/heap.h"
#include "runtime/model/pstatus.h"
#include "runtime/model/timer.h"

namespace burrow {

// What happened on a P, for tables and tests. Written by the owner, or by who took the P from a call; read by anyone: relaxed.
struct PStats {
  Atomic<uint64_t> runs;         // Gs executed
  Atomic<uint64_t> switches;     // calls of schedule
  Atomic<uint64_t> steals;       // successful visits to another P's queue
  Atomic<uint64_t> stolen;       // Gs they brought
  Atomic<uint64_t> preemptions;  // Gs stopped by the timer
  Atomic<uint64_t> wakes;        // Ms started for work put here
  Atomic<uint64_t> halts;        // times its M found nothing and let go of it
  Atomic<uint64_t> handoffs;     // times it was given away or taken from a system call
};

// on the owner, or on who took the P from a system call
inline void bump(Atomic<uint64_t>& stat, uint64_t by = 1) {
  stat.store(stat.load(relaxed) + by, relaxed);  // relaxed: one writer
}

struct alignas(kCacheLine) P {
  static constexpr uint32_t kRunqSize = 256;

  // -- set once
  uint32_t id;
  // -- owner M only
  uint32_t schedtick;    // + 1 per execute that starts a new slice
  Atomic<bool> preempt;  // a slice was over and the G could not be stopped: relaxed, owner and its own interrupts
  G* gfree;              // dead Gs
  int32_t ngfree;
  uint64_t goidcache;    // goids reserved from sched.goidgen
  uint64_t goidcacheend;
  PStats stats;
  MCache mcache;         // its field live may be read by anyone
  // -- forEachP sets it; whoever has the P runs the function and clears it, by cas
  Atomic<uint32_t> runSafePointFn;
  // -- owner, or who took the P from a call
  Atomic<uint32_t> syscalltick;  // + 1 per system call ended or cut off: relaxed, tells two calls apart
  // -- whoever holds sched.sysmonlock
  uint32_t seentick;     // syscalltick when sysmon last looked
  int64_t seen_ns;       // and since when it stands there
  // -- owner; sched.lock while idle; in a system call whoever wins the CAS
  Atomic<PStatus> status;  // written by setpstatus and caspstatus only: acq_rel; readers relaxed
  M* m;
  P* link;               // on the idle list
  // -- atomic: owner and thieves
  alignas(kCacheLine) Atomic<uint32_t> runqhead;  // cas-release by takers; acq: pairs with it, before slots are reused
  Atomic<uint32_t> runqtail;                      // rel by owner; acq by thieves: the slots below are written
  Atomic<G*> runnext;                             // cas by owner and thieves: acq_rel
  Atomic<G*> runq[kRunqSize];                     // relaxed: published by runqtail, given back by runqhead
  alignas(kCacheLine) Timers timers;              // see sched/timers.cpp
};

// on the owner, or on who took the P from a system call
inline void bump_tick(P* pp) {
  pp->syscalltick.store(pp->syscalltick.load(relaxed) + 1, relaxed);  // relaxed: one writer at a time
}

}  // namespace burrow

// A core. Go: m (runtime2.go). Differs: there is one per core that ever ran a goroutine, and it is never freed.
//
// M1  locks counts reasons not to be preempted: locks held and acquirem without releasem. schedule requires 0.
// M2  spinning is counted in sched.nmspinning. The count may run ahead of the sum over all Ms, never behind it, and equals
//     it when no M changes its role.
// M3  lockedq holds runnable Gs that only this M may run; nlocked counts all Gs that are locked to it.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/base/layout.h"
#include "runtime/model/fwd.h"
#include "runtime/model/gqueue.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/lockrank.h"
#include "runtime/model/note.h"
#include "runtime/model/pstatus.h"

namespace burrow {

struct alignas(kCacheLine) M {
  static constexpr uint32_t kMaxHeld = 16;

  // -- set once
  uint32_t id;       // of its core
  G* g0;
  M* alllink;        // on allm

  // -- owner only
  G* curg;           // the goroutine it runs
  P* p;              // while it runs goroutines or looks for some
  P* oldp;           // in a system call: the P it came with, if nobody has taken it
  int32_t locks;
  bool spinning;     // has no work and looks for some; set by startm while the M sleeps
  bool blocked;      // asleep on a note
  uint32_t nlocked;  // Gs with this lockedm
  uint64_t randstate;
  uint32_t nheld;    // locks held, in the order of taking
  LockRank held[kMaxHeld];
  uint32_t nascending;    // locks that the one place of rank hchan stands for; 0: an ordinary one
  uintptr_t highest;      // no lock of those lies above
  bool (*waitunlockf)(G*, void*);  // from gopark to park_m
  void* waitlock;
  void (*systemfn)(void*);         // from systemstack to its other stack
  void* systemarg;
  uint64_t gedges[kGEdgeCount];    // transitions made, by row of kGEdges
  uint64_t pedges[kPEdgeCount];

  // -- owner and its own interrupts: relaxed
  Atomic<int64_t> slicestart_ns;
  Atomic<int64_t> armed_ns;        // what the core's timer is set to; kNever: nothing

  // -- its own interrupts write, anyone reads: relaxed
  struct {
    Atomic<uint64_t> pc, g;        // where the last request to stop was refused; pc 0: nowhere
    Atomic<uint32_t> p;
  } refused;

  // -- sched.lock
  M* schedlink;      // on the idle list
  bool idle;         // on the idle list
  GQueue lockedq;
  Atomic<uint32_t> nlockedq;       // its length; read by the owner and its interrupts as a hint: relaxed

  // -- handed over by the note
  P* nextp;          // written by startm before notewakeup, taken after notesleep
  Note park;
};

}  // namespace burrow

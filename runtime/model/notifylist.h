// Goroutines that wait for a notice, each with a ticket: notices go out in the order of the tickets. Go: notifyList (sema.go).
// Its operations are in sync/notifylist.h.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/model/fwd.h"
#include "runtime/model/lockrank.h"
#include "runtime/model/mutex.h"

namespace burrow {

// One that waits; it lies on its own stack. Go: sudog.
struct Notified {
  G* g;
  uint32_t ticket;
  Notified* next;
};

// Zeroed storage is a list on which nobody waits.
struct NotifyList {
  // -- atomic
  Atomic<uint32_t> wait;    // the next ticket; wraps
  // -- lock; read without it as a hint
  Atomic<uint32_t> notify;  // the next ticket that gets a notice
  SpinMutex<LockRank::sema> lock;
  // -- lock
  Notified* head = nullptr;
  Notified* tail = nullptr;
};

}  // namespace burrow

// What a goroutine waits on until a device has something for it. Go: pollDesc (netpoll.go). Differs: one direction only.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/model/timer.h"

namespace burrow {

// Zeroed storage is a PollDesc for which nothing has come yet.
struct PollDesc {
  Atomic<uintptr_t> rg;  // nil, ready, wait or the G; writers: one waiter, its g0, interrupts. See B1 in sched/netpoll.cpp
  RuntimeTimer timer;    // of a wait that does not last for ever; the waiter's, and while armed its heap's
  Atomic<bool> expired;  // and its function is done with this: rel by that function, acq by the waiter
};

}  // namespace burrow

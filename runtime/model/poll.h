// What a goroutine waits on until a device has something for it. Go: pollDesc (netpoll.go). Differs: one direction only.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"

namespace burrow {

// Zeroed storage is a PollDesc for which nothing has come yet.
struct PollDesc {
  Atomic<uintptr_t> rg;  // nil, ready, wait or the G; writers: one waiter, its g0, interrupts. See B1 in sched/netpoll.cpp
};

}  // namespace burrow

// What a semaphore consists of: a count, and the Gs that wait for it to rise. Go: semaRoot (sema.go). Differs: the waiters hang on
// the semaphore itself. Its operations are in sync/sema.h.
#pragma once

#include <cstdint>

#include "runtime/model/gqueue.h"
#include "runtime/model/mutex.h"

namespace burrow {

// Zeroed storage is a semaphore with nothing in it.
struct Semaphore {
  SpinMutex<LockRank::sema> lock;
  // -- lock
  uint32_t count = 0;
  GQueue waiters = {};
};

}  // namespace burrow

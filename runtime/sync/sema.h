// The runtime's view of a Sema: its word as a lock, its waiters as a queue.
#pragma once

#include "runtime/model/g.h"
#include "runtime/model/mutex.h"

namespace burrow {

using SemaLock = Mutex<LockRank::sema>;
static_assert(sizeof(SemaLock) == sizeof(uint32_t));

inline SemaLock& sema_lock(uint32_t& word) { return *reinterpret_cast<SemaLock*>(&word); }

// on g · holds the lock · may switch: parks the caller behind the waiters and releases the lock; returns when readied.
void sema_wait(SemaLock& sema, G*& head, G*& tail, WaitReason reason);

// holds the lock. The first waiter, taken off the list, or nullptr.
G* sema_pop(G*& head, G*& tail);

}  // namespace burrow

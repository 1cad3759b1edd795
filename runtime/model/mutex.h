// The runtime's spin lock: test-and-test-and-set with bounded back-off, its rank part of the type. A holder has m.locks
// raised, so it is never preempted; interrupts stay as they were, because no interrupt takes a lock.
// Go: mutex (runtime2.go), lock_futex.go, lockrank_on.go. Differs: never sleeps.
#pragma once

#include "runtime/base/atomic.h"
#include "runtime/model/lockrank.h"

namespace burrow {

// Zeroed storage is an unlocked SpinMutex.
template <LockRank Rank>
struct SpinMutex {
  Atomic<uint32_t> key;  // 0 free, 1 held. acq: pairs with rel in unlock
};

void lock_ranked(Atomic<uint32_t>& key, LockRank rank);
void unlock_ranked(Atomic<uint32_t>& key, LockRank rank);

// on any · irq as it is · may neither. Taking a lock against the order of lockrank.h is fatal.
template <LockRank Rank>
void lock(SpinMutex<Rank>& mutex) {
  lock_ranked(mutex.key, Rank);
}

// Several locks of one rank, for select: each lies above the one before, and they take one place in the record of locks held.
// Let go of by unlock, the highest first. None of the rank may be held by plain lock().
void lock_ascending_ranked(Atomic<uint32_t>& key, LockRank rank);
template <LockRank Rank>
void lock_ascending(SpinMutex<Rank>& mutex) {
  static_assert(Rank == LockRank::hchan, "no other rank may be held twice");
  lock_ascending_ranked(mutex.key, Rank);
}

template <LockRank Rank>
void unlock(SpinMutex<Rank>& mutex) {
  unlock_ranked(mutex.key, Rank);
}

// Takes the lock if it is free.
bool trylock_ranked(Atomic<uint32_t>& key, LockRank rank);
template <LockRank Rank>
bool trylock(SpinMutex<Rank>& mutex) {
  return trylock_ranked(mutex.key, Rank);
}

// Whether this M holds a lock of the rank: for the first lines of functions that need it.
bool holds(LockRank rank);

}  // namespace burrow

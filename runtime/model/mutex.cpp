// Taking and releasing with the rank check. Go: lock2, unlock2 (lock_futex.go), lockWithRank (lockrank_on.go).
#include "runtime/model/mutex.h"

#include "arch/arch.h"
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"

namespace burrow {

using arch::getg;

char const* lockrank_name(LockRank rank) {
  static constexpr char const* kNames[] = {"none",  "sysmon", "hchan", "timer", "timers", "sema",
                                           "sched", "allg",   "gfree", "heap",  "print"};
  return kNames[static_cast<uint32_t>(rank)];
}

static void spin_until_free(Atomic<uint32_t>& key) {
  constexpr uint32_t kMaxPause = 64;
  for (uint32_t pause = 1; key.load(relaxed) != 0;) {  // relaxed: the exchange that follows acquires
    for (uint32_t i = 0; i < pause; i++) {
      arch::cpu_relax();
    }
    pause = pause < kMaxPause ? pause * 2 : pause;
  }
}

static void take(Atomic<uint32_t>& key) {
  while (key.exchange(1, acquire) != 0) {  // acq: pairs with rel in unlock_ranked
    spin_until_free(key);
  }
}

void lock_ranked(Atomic<uint32_t>& key, LockRank rank) {
  M* mp = getg()->m;
  mp->locks++;
  require(mp->nheld < M::kMaxHeld, "too many locks held concurrently for rank checking");
  require(mp->nheld == 0 || mp->held[mp->nheld - 1] < rank, "lock ordering problem");
  take(key);
  mp->held[mp->nheld++] = rank;
}

void lock_ascending_ranked(Atomic<uint32_t>& key, LockRank rank) {
  M* mp = getg()->m;
  auto address = reinterpret_cast<uintptr_t>(&key);
  if (mp->nheld == 0 || mp->held[mp->nheld - 1] != rank) {
    lock_ranked(key, rank);
  } else {
    require(mp->nascending > 0 && mp->highest < address, "lock ordering problem");
    mp->locks++;
    take(key);
  }
  mp->nascending++;
  mp->highest = address;
}

bool trylock_ranked(Atomic<uint32_t>& key, LockRank rank) {
  M* mp = getg()->m;
  require(mp->nheld < M::kMaxHeld, "too many locks held concurrently for rank checking");
  require(mp->nheld == 0 || mp->held[mp->nheld - 1] < rank, "lock ordering problem");
  if (key.load(relaxed) != 0 || key.exchange(1, acquire) != 0) {  // acq: pairs with rel in unlock_ranked
    return false;
  }
  mp->locks++;
  mp->held[mp->nheld++] = rank;
  return true;
}

void unlock_ranked(Atomic<uint32_t>& key, LockRank rank) {
  M* mp = getg()->m;
  require(mp->nheld > 0 && mp->held[mp->nheld - 1] == rank, "unlock of unlocked lock");
  bool const one_of_several = rank == LockRank::hchan && mp->nascending > 0;
  if (one_of_several) {
    auto address = reinterpret_cast<uintptr_t>(&key);
    require(address <= mp->highest, "unlock of unlocked lock");
    mp->highest = address - 1;
    mp->nascending--;
  }
  mp->nheld -= !one_of_several || mp->nascending == 0;
  key.store(0, release);  // rel: pairs with acq in lock_ranked
  mp->locks--;
}

bool holds(LockRank rank) {
  M* mp = getg()->m;
  for (uint32_t i = 0; i < mp->nheld; i++) {
    if (mp->held[i] == rank) {
      return true;
    }
  }
  return false;
}

}  // namespace burrow

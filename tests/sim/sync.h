// What the scenarios of package sync share.
#pragma once

#include <cstdint>

#include "runtime/model/g.h"
#include "runtime/model/waitreason.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

// How many goroutines are parked for that reason.
inline uint32_t parked(WaitReason reason) {
  uint32_t count = 0;
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    G const* gp = allg(i);
    count += !gp->is_g0 && readgstatus(gp) == GStatus::waiting && gp->waitreason == reason;
  }
  return count;
}

inline void until_parked(WaitReason reason, uint32_t many) {
  while (parked(reason) < many) {
    cpu_relax();
    Gosched();
  }
}

// Counts up and down without a lock; who goes up is told how many there are.
class Inside {
 public:
  int32_t change(int32_t by) { return __atomic_add_fetch(&count_, by, __ATOMIC_RELAXED); }
  int32_t get() const { return __atomic_load_n(&count_, __ATOMIC_RELAXED); }

 private:
  int32_t count_ = 0;
};

// Keeps its core for so long; most of the time it can be preempted.
inline void spend(int64_t ns) {
  for (int64_t until_ns = nanotime() + ns; nanotime() < until_ns;) {
    for (int i = 0; i < 50; i++) {
      look();
    }
  }
}

}  // namespace burrow::scenario

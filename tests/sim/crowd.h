// What goes on beside a scenario: goroutines of all kinds, until they are dismissed.
#pragma once

#include <cstdint>

#include "runtime/model/sched.h"
#include "runtime/runtime.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

// Looked at and changed without a call.
class Count {
 public:
  void add() { __atomic_fetch_add(&value_, 1, __ATOMIC_RELAXED); }
  uint32_t get() const { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }

 private:
  uint32_t value_ = 0;
};

// What a bystander does until it is told to stop.
struct Crowd {
  Count stop, work;
  WaitGroup ended;

  void join(uint32_t n, void (*life)(Crowd*)) {
    ended.add(static_cast<int32_t>(n));
    for (uint32_t i = 0; i < n; i++) {
      go([this, life] {
        life(this);
        ended.done();
      });
    }
  }
  // Those of the lives that are this world's: in simulation two, others with other seeds. Many small worlds show more than
  // few large ones. On iron all.
  template <size_t kCount>
  void gather(void (*const (&lives)[kCount])(Crowd*)) {
    if constexpr (pace.exact) {
      uint64_t const pick = sched.config.seed;
      join(1, lives[pick % kCount]);
      join(1, lives[(pick + 1 + pick / kCount % (kCount - 1)) % kCount]);
    } else {
      for (auto life : lives) {
        join(1, life);
      }
    }
  }
  void dismiss() {
    stop.add();
    ended.wait();
  }
};

inline void hog(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    crowd->work.add();
    look();
  }
}

inline void yielder(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    crowd->work.add();
    Gosched();
  }
}

inline void caller(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    crowd->work.add();
    busy_syscall(2'000);
    crowd->work.add();
  }
}

inline void spawner(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    WaitGroup group;
    group.add(2);
    for (int i = 0; i < 2; i++) {
      go([crowd, &group] {
        crowd->work.add();
        group.done();
      });
    }
    group.wait();
  }
}

inline void tied(Crowd* crowd) {
  LockOSThread();
  uint32_t const core = place().core;
  while (crowd->stop.get() == 0) {
    crowd->work.add();
    Gosched();
    expect(place().core == core, "tied: it ran on another core");
  }
  UnlockOSThread();
}

}  // namespace burrow::scenario

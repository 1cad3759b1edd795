// Scenarios of goroutines tied to a core: the cases of Go's runtime/proc_test.go, and of cores that stand in.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/crowd.h"
#include "tests/sim/scenarios.h"
#include "tests/support/fp_control.h"

namespace burrow::scenario {

namespace {

// On g, tied, where the caller is now.
class Seat {
 public:
  Seat() {
    LockOSThread();
    core_ = place().core;
  }
  void check(char const* what) const { expect(place().core == core_, what); }

 private:
  uint32_t core_;
};

// No G is tied to any core.
bool nobody_tied() {
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    if (__atomic_load_n(&mp->nlocked, __ATOMIC_RELAXED) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

// TestYieldLockedProgress: one that is tied and does nothing but yield does not keep another from running.
void yield_locked_progress() {
  Count seen;
  Sema done;
  go([&] {
    Seat seat;
    while (seen.get() == 0) {
      Gosched();
      seat.check("yield_locked_progress: it ran on another core");
    }
    done.release();
  });
  Gosched();
  go([&] { seen.add(); });
  done.acquire();
}

// TestYieldLocked: one that is tied yields and makes system calls, beside others, and always comes back to its core.
void yield_locked() {
  constexpr uint32_t kRounds = 5;
  Crowd crowd;
  crowd.join(1, yielder);
  crowd.join(1, hog);
  Sema done;
  go([&] {
    Seat seat;
    for (uint32_t round = 0; round < kRounds; round++) {
      Gosched();
      seat.check("yield_locked: it ran on another core after a yield");
      busy_syscall(pace.times * 500);
      seat.check("yield_locked: it ran on another core after a call");
    }
    done.release();
  });  // and ends tied
  done.acquire();
  crowd.dismiss();
}

// TestBlockLocked: one that is tied hands over ten things, each when the last one has been taken.
void block_locked() {
  constexpr uint32_t kThings = 10;
  Sema offered, taken;
  uint32_t thing = 0;
  go([&] {
    Seat seat;
    for (uint32_t i = 1; i <= kThings; i++) {
      thing = i;
      offered.release();
      taken.acquire();
      seat.check("block_locked: it ran on another core");
    }
    UnlockOSThread();
  });
  for (uint32_t i = 1; i <= kThings; i++) {
    offered.acquire();
    expect(thing == i, "block_locked: out of order");
    taken.release();
  }
}

namespace {

// Goroutines that find themselves on all cores.
struct Everywhere {
  uint64_t const all = NumCPU() == 64 ? ~uint64_t{0} : (uint64_t{1} << NumCPU()) - 1;
  uint64_t seen = 0;

  bool add(uint32_t core) {  // false: that core was there already
    uint64_t const bit = uint64_t{1} << core;
    return (__atomic_fetch_or(&seen, bit, __ATOMIC_RELAXED) & bit) == 0;
  }
  bool complete() const { return __atomic_load_n(&seen, __ATOMIC_RELAXED) == all; }
};

// One is tied to each core, and they end at the same time.
void end_tied_on_each_core() {
  Everywhere tied;
  WaitGroup ended;
  ended.add(static_cast<int32_t>(NumCPU()));
  for (uint32_t i = 0; i < NumCPU(); i++) {
    go([&] {
      LockOSThread();
      while (!tied.add(place().core)) {
        UnlockOSThread();
        Gosched();
        LockOSThread();
      }
      while (!tied.complete()) {
        look();
      }
      ended.done();
    });
  }
  ended.wait();
}

// As many as there are cores loop until each core has run one of them.
void reach_each_core() {
  Everywhere reached;
  WaitGroup ended;
  ended.add(static_cast<int32_t>(NumCPU()));
  for (uint32_t i = 0; i < NumCPU(); i++) {
    go([&] {
      while (!reached.complete()) {
        M* mp = acquirem();
        reached.add(mp->id);
        releasem(mp);
        look();
      }
      ended.done();
    });
  }
  ended.wait();
}

}  // namespace

// TestLockOSThreadExit: goroutines end tied, on the main core and on the others. Differs: the core goes on and serves all,
// where Go ends the thread.
void lock_exit() {
  uint32_t const before = GOMAXPROCS(NumCPU());
  end_tied_on_each_core();
  reach_each_core();
  while (NumGoroutine() > 1) {
    cpu_relax();
    Gosched();
  }
  expect(nobody_tied(), "lock_exit: a core still counts a goroutine that has ended");
  GOMAXPROCS(before);
}

// TestLockOSThreadAvoidsStatePropagation: what one that is tied does to its core's floating-point control is seen by nobody
// else, neither while it lives nor when it has ended tied; and it keeps what it has set.
void lock_state() {
  uint64_t const mine = fp_control(), strange = fp_toward_zero(mine);
  uint32_t const before = GOMAXPROCS(NumCPU());
  Count stop, astray;
  WaitGroup ended, others;
  ended.add(static_cast<int32_t>(NumCPU()) + 1);
  for (uint32_t i = 0; i < NumCPU() + 1; i++) {
    go([&] {
      LockOSThread();
      set_fp_control(strange);
      for (uint32_t round = 0; round < 3; round++) {
        Gosched();
        if (fp_control() != strange) {
          astray.add();
        }
      }
      ended.done();
    });
  }
  others.add(2);
  for (uint32_t i = 0; i < 2; i++) {
    go([&] {
      while (stop.get() == 0) {
        if (fp_control() != mine) {
          astray.add();
        }
        WaitGroup child;
        child.add(1);
        go([&] {
          if (fp_control() != mine) {
            astray.add();
          }
          child.done();
        });
        child.wait();
      }
      others.done();
    });
  }
  ended.wait();
  for (uint32_t round = 0; round < 4; round++) {
    Gosched();
  }
  stop.add();
  others.wait();
  expect(fp_control() == mine && astray.get() == 0, "lock_state: someone else's control state was seen");
  GOMAXPROCS(before);
}

namespace {

void locked_pair(Sema* mine, Sema* theirs, WaitGroup* ended) {
  LockOSThread();
  uint32_t const core = place().core;
  for (uint32_t round = 0; round < 6; round++) {
    mine->acquire();
    expect(place().core == core, "locked: it ran on another core");
    theirs->release();
  }
  ended->done();  // and ends tied
}

}  // namespace

// Tied goroutines wake each other; there may be more of them than cores.
void locked() {
  Sema seats[3];
  WaitGroup ended;
  ended.add(3);
  for (uint32_t i = 0; i < 3; i++) {
    go(locked_pair, &seats[i], &seats[(i + 1) % 3], &ended);
  }
  Crowd crowd;
  crowd.join(2, yielder);
  seats[0].release();
  ended.wait();
  crowd.dismiss();
}

// The core of a tied goroutine stands in for others and cannot look when it is asked for: it looks as soon as it can.
void locked_beside_sleeper() {
  constexpr int64_t kNap_ns = 20'000;
  Count hogs, naps, ran, stop;
  int64_t awake_ns = 0;
  Sema seat;
  WaitGroup ended;
  ended.add(2);
  LockOSThread();
  uint32_t const core = place().core;
  go([&] {  // holds the other core
    hogs.add();
    while (naps.get() == 0) {
      look();
    }
    seat.release();
    Gosched();  // hands main over to its core, which sleeps
    while (stop.get() == 0) {
      look();
    }
    ended.done();
  });
  while (hogs.get() == 0) {
    Gosched();
  }
  go([&] {
    expect(place().core == core, "locked_beside_sleeper: nobody stands in");
    naps.add();
    sleep_core(kNap_ns);
    awake_ns = nanotime();
    while (ran.get() == 0) {
      look();
    }
    ended.done();
  });
  seat.acquire();
  expect(nanotime() - awake_ns < slice_ns() / 2, "locked_beside_sleeper: the core stood in to the end of the slice");
  ran.add();
  stop.add();
  UnlockOSThread();
  ended.wait();
}

void locked_nesting() {
  G* self = getg();
  LockOSThread();
  LockOSThread();
  lockOSThread();
  UnlockOSThread();
  expect(self->lockedm != nullptr, "locked_nesting: untied too early");
  UnlockOSThread();
  expect(self->lockedm != nullptr, "locked_nesting: the runtime's own is a reason of its own");
  unlockOSThread();
  expect(self->lockedm == nullptr, "locked_nesting: still tied");
  UnlockOSThread();  // without a lock: nothing
  expect(self->lockedExt == 0 && self->lockedm == nullptr, "locked_nesting: below zero");
}

}  // namespace burrow::scenario

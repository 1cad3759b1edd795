// The cases of Go's runtime/proc_test.go about who gets his turn: beside system calls, beside those who stop the world, with
// any number of Ps.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/world.h"
#include "tests/sim/crowd.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

// TestMainGoroutineID, TestNoHelperGoroutines
void main_goroutine() {
  expect(goid() == 1, "main_goroutine: the main goroutine is not number 1");
  expect(NumGoroutine() == 1, "main_goroutine: there are others at the start");
  uint64_t ids[4] = {};
  WaitGroup group;
  group.add(4);
  for (uint64_t& id : ids) {
    go([&] {
      id = goid();
      group.done();
    });
  }
  group.wait();
  for (uint32_t i = 0; i < 4; i++) {
    expect(ids[i] > 1, "main_goroutine: another one has its number");
    for (uint32_t other = 0; other < i; other++) {
      expect(ids[i] != ids[other], "main_goroutine: two with one number");
    }
  }
}

// TestNumGoroutine, second half: the number is exact whatever they do, seen while all stand still.
void num_goroutine_busy() {
  constexpr uint32_t kParked = 3;
  Crowd crowd;
  Sema never;
  WaitGroup parked;
  for (auto life : {hog, yielder, caller, tied}) {
    crowd.join(1, life);
  }
  parked.add(kParked);
  for (uint32_t i = 0; i < kParked; i++) {
    go([&] {
      never.acquire();
      parked.done();
    });
  }
  for (uint32_t round = 0; round < 3; round++) {
    Gosched();
    stopTheWorld();
    uint32_t const count = NumGoroutine();
    startTheWorld();
    expect(count == 1 + 4 + kParked, "num_goroutine_busy: not as many as there are");
  }
  for (uint32_t i = 0; i < kParked; i++) {
    never.release();
  }
  crowd.dismiss();
  parked.wait();
}

// TestGetgThreadSwitch: who comes back on another core knows who he is, and where.
void getg_thread_switch() {
  constexpr uint32_t kRounds = 10;
  auto at_home = [](G* self) {
    M* mp = acquirem();
    bool const sound = getg() == self && self->m == mp && mp->curg == self && mp->p != nullptr;
    releasem(mp);
    return sound;
  };
  G* self = getg();
  for (uint32_t round = 0; round < kRounds; round++) {
    Sema passed;
    WaitGroup ended;
    ended.add(1);
    go([&] {
      passed.release();
      LockOSThread();  // main goes on elsewhere
      Gosched();
      ended.done();
    });
    passed.acquire();
    expect(at_home(self), "getg_thread_switch: another one after the wait");
    if (round % 2 == 0) {
      Gosched();
    }
    expect(at_home(self), "getg_thread_switch: another one after the yield");
    ended.wait();
  }
}

namespace {

void nothing(P*) {}

}  // namespace

// TestPreemptionGC: the world is stopped again and again beside a loop without a call on every P. Differs: for no garbage.
void preemption_gc() {
  constexpr uint32_t kHogs = 5, kRounds = 10;
  uint32_t const before = GOMAXPROCS(kHogs + 1);
  Crowd crowd;
  crowd.join(kHogs, hog);
  for (uint32_t round = 0; round < kRounds; round++) {
    Gosched();
    stopTheWorld();
    startTheWorld();
    HoldWorld hold;
    systemstack([](void*) { forEachP(nothing); }, nullptr);
  }
  crowd.dismiss();
  GOMAXPROCS(before);
}

// TestGCFairness: on one P, two that make system calls without end leave another its turns, be the calls short or long.
void call_fairness() {
  uint32_t const before = GOMAXPROCS(1);
  for (int64_t call_ns : {pace.times * 100, pace.times * 1'000, pace.times * 10'000}) {
    Count stop;
    WaitGroup ended;
    ended.add(2);
    for (uint32_t i = 0; i < 2; i++) {
      go([&, call_ns] {
        while (stop.get() == 0) {
          busy_syscall(call_ns);
        }
        ended.done();
      });
    }
    for (uint32_t turn = 0; turn < 3; turn++) {
      Gosched();
    }
    stop.add();
    ended.wait();
  }
  GOMAXPROCS(before);
}

namespace {

// It and its child hand the P to each other; without the end of a slice nobody else would have it.
void breeder(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    WaitGroup child;
    child.add(1);
    go([&] {
      crowd->work.add();
      child.done();
    });
    child.wait();
  }
}

}  // namespace

// TestGCFairness2: on one P, three that start others without end all advance, and so does who watches them.
void spawn_fairness() {
  uint32_t const before = GOMAXPROCS(1);
  Crowd crowds[3];
  for (Crowd& crowd : crowds) {
    crowd.join(1, breeder);
  }
  for (Crowd& crowd : crowds) {
    while (crowd.work.get() < 3) {
      Gosched();
    }
  }
  for (Crowd& crowd : crowds) {
    crowd.dismiss();
  }
  GOMAXPROCS(before);
}

namespace {

constexpr size_t kBig = 8192;

[[gnu::noinline]] uint32_t small(char volatile const* frame) { return static_cast<uint32_t>(frame[kBig - 1]); }

[[gnu::noinline]] uint32_t big_frame() {
  char volatile frame[kBig];
  frame[0] = 1;
  frame[kBig - 1] = 1;
  for (uint32_t i = 0; i < 20; i++) {
    look();
  }
  return small(frame) + static_cast<uint32_t>(frame[0]);
}

}  // namespace

// TestPreemptSplitBig: a request to stop reaches one that goes in and out of a function with a big frame.
void preempt_split_big() {
  uint32_t const before = GOMAXPROCS(2);
  Count stop, wrong;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    while (stop.get() == 0) {
      for (uint32_t i = 0; i < 20; i++) {
        look();
      }
      if (big_frame() != 2) {
        wrong.add();
      }
    }
    ended.done();
  });
  for (uint32_t round = 0; round < 3; round++) {
    Gosched();
    stopTheWorld();
    startTheWorld();
  }
  stop.add();
  ended.wait();
  expect(wrong.get() == 0, "preempt_split_big: the frame has changed");
  GOMAXPROCS(before);
}

namespace {

// More goroutines than Ps, each with some turns.
void work_on(uint32_t procs) {
  expect(GOMAXPROCS() == procs, "each_gomaxprocs: not as many as asked for");
  uint32_t const many = procs + 2;
  Count turns;
  WaitGroup group;
  group.add(static_cast<int32_t>(many));
  for (uint32_t i = 0; i < many; i++) {
    go([&] {
      for (uint32_t turn = 0; turn < 3; turn++) {
        turns.add();
        Gosched();
      }
      group.done();
    });
  }
  group.wait();
  expect(turns.get() == 3 * many, "each_gomaxprocs: a turn was lost");
}

}  // namespace

// Cores × GOMAXPROCS from 1 to twice the cores, and back.
void each_gomaxprocs() {
  uint32_t const before = GOMAXPROCS(), most = 2 * NumCPU();
  for (uint32_t procs = 1; procs <= most; procs++) {
    GOMAXPROCS(procs);
    work_on(procs);
  }
  for (uint32_t procs = most; procs >= 1; procs--) {
    GOMAXPROCS(procs);
    work_on(procs);
  }
  GOMAXPROCS(before);
}

// Whoever resizes has no P for a moment, and in that moment the interrupt may come that was to end its slice.
void slice_through_resize() {
  uint32_t const before = GOMAXPROCS();
  for (uint32_t round = 0; round < 5; round++) {
    GOMAXPROCS(before);
    for (uint32_t turn = 0; turn < 20 && place().p == 0; turn++) {  // the first P stays, and who has it keeps it
      Gosched();
    }
    GOMAXPROCS(1);
    WaitGroup ended;
    bool volatile stop = false;
    ended.go([&] { stop = true; });
    while (!stop) {
    }
    ended.wait();
  }
  GOMAXPROCS(before);
}

// TestBigGOMAXPROCS
void big_gomaxprocs() {
  constexpr uint32_t kMost = 1024;
  uint32_t const before = GOMAXPROCS(kMost);
  expect(GOMAXPROCS() == kMost, "big_gomaxprocs: not as many as asked for");
  fan_out();
  GOMAXPROCS(kMost + 1);
  expect(GOMAXPROCS() == kMost, "big_gomaxprocs: more than there may be");
  GOMAXPROCS(before);
}

}  // namespace burrow::scenario

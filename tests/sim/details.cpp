// One goroutine does what the detail is about, others stand around.
#include "tests/sim/details.h"

#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

namespace {

// Looked at and changed without a call.
class Shared {
 public:
  void set(uint32_t value) { __atomic_store_n(&value_, value, __ATOMIC_RELEASE); }  // rel: pairs with acq in get
  void add() { __atomic_fetch_add(&value_, 1, __ATOMIC_RELAXED); }
  uint32_t get() const { return __atomic_load_n(&value_, __ATOMIC_ACQUIRE); }       // acq: pairs with rel in set

 private:
  uint32_t value_ = 0;
};

void spin(uint32_t rounds) {
  for (uint32_t i = 0; i < rounds; i++) {
    look();
  }
}

}  // namespace

void every_event() {
  Shared stop;
  Sema gate;
  WaitGroup group;
  group.add(4);
  go([&] {
    gate.acquire();
    group.done();
  });
  go([&] {
    busy_syscall(60'000);
    group.done();
  });
  for (int i = 0; i < 2; i++) {
    go([&] {
      while (stop.get() == 0) {
        look();
      }
      group.done();
    });
  }
  for (int turn = 0; turn < 5; turn++) {
    Gosched();
  }
  gate.release();
  busy_syscall(60'000);
  stop.set(1);
  group.wait();
}

void frozen() {
  Shared work;
  go([&] {
    for (;;) {
      work.add();
    }
  });
  go([&] {
    for (;;) {
      work.add();
      Gosched();
    }
  });
  go([&] {
    for (;;) {
      work.add();
      busy_syscall(1'000);
    }
  });
  while (work.get() < 20) {
    Gosched();
  }
  acquirem();
  freezetheworld();
  spin(20'000);  // whoever could not be preempted at once is at the end of the slice
  uint32_t const before = work.get();
  spin(2'000);
  expect(work.get() == before, "frozen: someone ran on");
}

void frozen_in_a_call() {
  Shared in, leave;
  G* caller = nullptr;
  go([&] {
    caller = getg();
    entersyscall();
    in.set(1);
    while (leave.get() == 0) {
      cpu_relax();
    }
    exitsyscall();
    in.set(0);  // the call before is not the last thing it does: its frame must be there
  });
  while (in.get() == 0) {
    Gosched();
  }
  acquirem();
  freezetheworld();
  leave.set(1);
  while (readgstatus(caller) == GStatus::syscall) {
    cpu_relax();
  }
  spin(100);  // until it is counted
}

void blocking_alone() {
  uint64_t const self = goid();
  entersyscallblock();
  cpu_relax();
  exitsyscall();
  expect(goid() == self, "blocking_alone: another goroutine came back");
}

void stop_beside_entry() {
  Shared leave;
  WaitGroup group;
  group.add(1);
  go([&] {
    entersyscall();
    while (leave.get() == 0) {
      cpu_relax();
    }
    exitsyscall();
    group.done();
  });
  stopTheWorld();
  leave.set(1);
  startTheWorld();
  group.wait();
}

void short_calls() {
  constexpr int kCalls = 400;
  WaitGroup group;
  group.add(1);
  go([&] { group.done(); });
  for (int call = 0; call < kCalls; call++) {
    busy_syscall(300);
  }
  expect(proc_stats(0).handoffs == 0, "short_calls: the P was taken, as if they were one long call");
  group.wait();
}

void inheritors() {
  constexpr uint32_t kMost = 1'000;  // rounds; a slice has some ten
  Shared third;
  Sema ping, pong;
  uint32_t rounds = 0;
  go([&] { third.set(1); });
  go([&] {
    for (;;) {
      ping.acquire();
      pong.release();
    }
  });
  while (third.get() == 0 && rounds < kMost) {
    ping.release();
    pong.acquire();
    rounds++;
  }
  expect(rounds < kMost, "inheritors: each hand-over began a new slice");
}

void loops_and_yields() {
  Shared stop;
  WaitGroup group;
  group.add(4);
  for (int i = 0; i < 2; i++) {
    go([&] {
      while (stop.get() == 0) {
        look();
      }
      group.done();
    });
    go([&] {
      for (int turn = 0; turn < 10; turn++) {
        Gosched();
      }
      group.done();
    });
  }
  for (int turn = 0; turn < 5; turn++) {
    Gosched();
  }
  stop.set(1);
  group.wait();
}

}  // namespace burrow::scenario

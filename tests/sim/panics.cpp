// What comes before each end. Go: testdata/testprog/deadlock.go.
#include "tests/sim/panics.h"

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/crowd.h"

namespace burrow::scenario {

namespace {

[[noreturn]] void end_here() { fatal("meant to end here"); }

// Fails while the others go on and on.
void panic_beside(void (*life)(Crowd*)) {
  Crowd crowd;
  crowd.join(GOMAXPROCS(), life);
  while (crowd.work.get() == 0) {
    Gosched();
  }
  end_here();
}

void work_and_join() {
  Crowd crowd;
  for (auto life : {yielder, caller, spawner, tied}) {
    crowd.join(1, life);
  }
  for (uint32_t round = 0; round < 3; round++) {
    Gosched();
  }
  crowd.dismiss();
}

void wait_tied(Sema* never) {
  LockOSThread();
  never->acquire();
}

}  // namespace

// More of them than cores, and the main goroutine too.
void deadlock_tied() {
  Sema never;
  for (uint32_t i = 0; i < NumCPU(); i++) {
    go(wait_tied, &never);
  }
  wait_tied(&never);
}

void deadlock_after_work() {
  work_and_join();
  Sema never;
  never.acquire();
}

void deadlock_after_resize() {
  work_and_join();
  GOMAXPROCS(2 * NumCPU());
  work_and_join();
  GOMAXPROCS(1);
  Sema never;
  never.acquire();
}

// The others could run, but who has switched them off waits.
void deadlock_users_off() {
  Crowd crowd;
  crowd.join(2, yielder);
  Gosched();
  schedEnableUser(false);
  Sema never;
  never.acquire();
}

void deadlock_goexit_tied() {
  LockOSThread();
  go([] {
    LockOSThread();
    Gosched();
  });
  Goexit();
}

// In every way in which a channel makes one wait. Go: issue21576, test/chan/select3.go
void deadlock_channels() {
  auto c = make<Chan<int>>();
  auto d = make<Chan<int>>();
  auto e = make<Chan<int>>();
  Chan<int> nil;
  go([=] { d.send(1); });
  go([=] { nil.send(1); });
  go([=] { nil.recv(); });
  go([=] { select(recv(e), send(e, 1)); });
  go([=] { select(recv(nil), send(nil, 1)); });
  go([=] { select(); });
  c.recv();
}

void deadlock_no_cases() { select(); }

void panic_beside_yielders() { panic_beside(yielder); }
void panic_beside_calls() { panic_beside(caller); }
void panic_beside_hogs() { panic_beside(hog); }

void panic_tied() {
  LockOSThread();
  panic_beside(tied);
}

void panic_in_call() {
  entersyscall();
  end_here();
}

void panic_while_stopped() {
  Crowd crowd;
  crowd.join(1, hog);
  crowd.join(1, caller);
  Gosched();
  stopTheWorld();
  end_here();
}

// The report takes no lock.
void panic_with_locks() {
  lock(sched.sysmonlock);
  lock(sched.lock);
  lock(sched.allglock);
  lock(sched.gfreelock);
  lock(sched.printlock);
  end_here();
}

void panic_on_g0() {
  systemstack([](void*) { end_here(); }, nullptr);
}

// In a deferred call that Goexit makes.
void panic_after_goexit() {
  go([] {
    Defer last([] { end_here(); });
    Goexit();
  });
  Sema never;
  never.acquire();
}

}  // namespace burrow::scenario

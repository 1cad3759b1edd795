// Scenarios of stopping: the world, one goroutine, all users; of Ps that come and go; of goroutines tied to a core.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/world.h"
#include "tests/sim/crowd.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

void spin(uint32_t rounds) {
  for (uint32_t i = 0; i < rounds; i++) {
    look();
  }
}

}  // namespace

void stop_the_world() {
  constexpr uint32_t kRounds = 3;
  Crowd crowd;
  crowd.gather({hog, yielder, caller, spawner, tied});
  for (uint32_t round = 0; round < kRounds; round++) {
    Gosched();
    stopTheWorld();
    uint32_t const before = crowd.work.get();
    spin(50);
    expect(crowd.work.get() == before, "stop_the_world: someone ran on");
    startTheWorld();
  }
  crowd.dismiss();
}

// Takes two cores.
void stop_beside_hog() {
  Crowd crowd;
  crowd.join(1, hog);
  while (crowd.work.get() == 0) {
    cpu_relax();
  }
  stopTheWorld();
  startTheWorld();
  crowd.dismiss();
}

// Several want to stop it at the same time.
void stoppers() {
  Crowd crowd;
  crowd.join(3, [](Crowd* self) {
    for (uint32_t round = 0; round < 4; round++) {
      stopTheWorld();
      uint32_t const before = self->work.get();
      self->work.add();
      spin(20);
      expect(self->work.get() == before + 1, "stoppers: two at a time");
      startTheWorld();
    }
  });
  crowd.join(1, caller);
  crowd.join(1, yielder);
  for (int round = 0; round < 10; round++) {
    Gosched();
  }
  crowd.dismiss();
}

void change_procs() {
  uint32_t const before = GOMAXPROCS();
  Crowd crowd;
  crowd.gather({hog, yielder, caller, spawner, tied});
  for (uint32_t procs : {1u, 6u, 2u, before}) {
    uint32_t const was = GOMAXPROCS();
    expect(GOMAXPROCS(procs) == was, "change_procs: not the number before");
    expect(GOMAXPROCS() == procs, "change_procs: not the number asked for");
    Gosched();
  }
  crowd.dismiss();
}

// What stands in the queue of a P that goes away is not lost.
void procs_with_queues() {
  constexpr uint32_t kEach = 12;
  uint32_t const before = GOMAXPROCS(4);
  Count ran;
  WaitGroup group;
  group.add(4 * kEach);
  for (uint32_t i = 0; i < 4; i++) {
    go([&] {
      for (uint32_t child = 0; child < kEach; child++) {
        go([&] {
          ran.add();
          group.done();
        });
      }
    });
  }
  for (uint32_t procs : {1u, 4u, 2u}) {
    Gosched();
    GOMAXPROCS(procs);
  }
  group.wait();
  expect(ran.get() == 4 * kEach, "procs_with_queues: some were lost");
  GOMAXPROCS(before);
}

namespace {

uint32_t visits[8];
void visit(P* pp) { __atomic_fetch_add(&visits[pp->id % 8], 1, __ATOMIC_RELAXED); }

}  // namespace

void each_p_once() {
  constexpr uint32_t kRounds = 2;
  uint32_t const before = GOMAXPROCS(GOMAXPROCS() < 8 ? GOMAXPROCS() : 8);
  for (uint32_t& count : visits) {
    count = 0;
  }
  Crowd crowd;
  crowd.gather({hog, yielder, caller, spawner});
  for (uint32_t round = 1; round <= kRounds; round++) {
    Gosched();
    HoldWorld hold;
    systemstack([](void*) { forEachP(visit); }, nullptr);
    for (uint32_t id = 0; id < GOMAXPROCS(); id++) {
      expect(__atomic_load_n(&visits[id], __ATOMIC_RELAXED) == round, "each_p_once: not once");
    }
  }
  crowd.dismiss();
  GOMAXPROCS(before);
}

namespace {

// Everyone but the caller, one after the other; the stack of one that is suspended does not change.
struct Tour {
  uint32_t suspended, stopped, dead, others;
};

void suspend_each(void* arg) {
  auto* tour = static_cast<Tour*>(arg);
  G* self = getg()->m->curg;
  for (uint32_t i = 0; i < sched.allglen.load(acquire); i++) {
    G* gp = allg(i);
    if (gp == self || gp->is_g0) {
      continue;
    }
    SuspendState state = suspendG(gp);
    tour->dead += state.dead;
    tour->suspended += state.g != nullptr;
    tour->stopped += state.stopped;
    if (state.g != nullptr) {
      uintptr_t const sp = gp->sched.sp;
      for (int look = 0; look < 20; look++) {
        arch::cpu_relax();
        bool const still = has_scan(readgstatus(gp)) && gp->sched.sp == sp;
        tour->others += without_scan(readgstatus(gp)) != GStatus::syscall && !still;
      }
    }
    resumeG(state);
  }
}

}  // namespace

void suspend_all() {
  constexpr uint32_t kRounds = 2;
  Crowd crowd;
  Sema never;
  go([&] { never.acquire(); });
  for (auto life : {hog, yielder, caller, tied}) {
    crowd.join(1, life);
  }
  Tour tour{};
  for (uint32_t round = 0; round < kRounds; round++) {
    Gosched();
    HoldWorld hold;
    systemstack(suspend_each, &tour);
  }
  expect(tour.suspended >= 5 * kRounds, "suspend_all: someone was not suspended");
  expect(tour.others == 0, "suspend_all: a suspended one moved");
  never.release();
  crowd.dismiss();
}

namespace {

// A goroutine that stays in its call until it is told otherwise.
struct Call {
  Count in, stop;
  WaitGroup ended;
  G* gp = nullptr;

  void begin() {
    ended.add(1);
    go([this] {
      gp = getg();
      entersyscall();
      in.add();
      while (stop.get() == 0) {
        cpu_relax();
      }
      exitsyscall();
      ended.done();
    });
    while (in.get() == 0) {
      cpu_relax();
      Gosched();
    }
  }
  void end() {
    stop.add();
    ended.wait();
  }
};

void suspend_caller(void* arg) {
  auto* call = static_cast<Call*>(arg);
  SuspendState state = suspendG(call->gp);
  expect(state.g == call->gp && !state.stopped && readgstatus(state.g) == GStatus::scansyscall,
         "caught_in_a_call: not suspended there");
  resumeG(state);
}

uint64_t taken(PStatus from, PStatus to) {
  uint64_t times = 0;
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    times += mp->pedges[pedge(from, to)];
  }
  return times;
}

}  // namespace

// Suspended, and the world stopped, while one is in a system call. Takes two cores.
void caught_in_a_call() {
  constexpr uint32_t kTries = 100;  // the watch over calls may be quicker and take the P
  if (NumCPU() == 1) {
    return;
  }
  uint32_t const before = GOMAXPROCS(GOMAXPROCS() < 2 ? 2 : GOMAXPROCS());
  uint64_t const stopped = taken(PStatus::syscall, PStatus::gcstop);
  for (uint32_t i = 0; i < kTries && taken(PStatus::syscall, PStatus::gcstop) == stopped; i++) {
    Call call;
    call.begin();
    {
      HoldWorld hold;
      systemstack(suspend_caller, &call);
    }
    stopTheWorld();
    startTheWorld();
    call.end();
  }
  expect(taken(PStatus::syscall, PStatus::gcstop) > stopped, "caught_in_a_call: no P was stopped in a call");
  GOMAXPROCS(before);
}

// One that loops without a call, on another core, is made to stop. Takes two cores.
void caught_running() {
  if (NumCPU() == 1) {
    return;
  }
  uint32_t const before = GOMAXPROCS(GOMAXPROCS() < 2 ? 2 : GOMAXPROCS());
  Crowd crowd;
  crowd.join(1, hog);
  Tour tour{};
  for (uint32_t i = 0; i < 1000 && tour.stopped == 0; i++) {
    Gosched();
    HoldWorld hold;
    systemstack(suspend_each, &tour);
  }
  expect(tour.stopped > 0, "caught_running: it was never caught");
  crowd.dismiss();
  GOMAXPROCS(before);
}

void users_off() {
  Crowd crowd;
  for (auto life : {yielder, caller, spawner, tied}) {
    crowd.join(1, life);
  }
  for (int round = 0; round < 3; round++) {
    schedEnableUser(false);
    uint32_t const before = crowd.work.get();
    for (int turn = 0; turn < 5; turn++) {
      Gosched();
    }
    expect(NumCPU() > 1 || crowd.work.get() == before, "users_off: someone ran");
    schedEnableUser(true);
    Gosched();
  }
  crowd.dismiss();
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

void goexit() {
  Count order;
  WaitGroup ended;
  ended.add(3);
  for (uint32_t i = 0; i < 3; i++) {
    go([&, i] {
      Defer last([&] {
        order.add();
        ended.done();
      });
      Defer first([&] { order.add(); });
      if (i > 0) {
        Goexit();
      }
    });
  }
  ended.wait();
  expect(order.get() == 6, "goexit: a deferred call was not made");
}

}  // namespace burrow::scenario

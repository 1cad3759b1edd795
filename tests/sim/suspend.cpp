// Scenarios of suspending one goroutine in whatever it does, and of catching it there for certain.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/world.h"
#include "tests/sim/crowd.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

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

}  // namespace burrow::scenario

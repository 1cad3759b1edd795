// Scenarios of stopping: the world, each P, all users; and of Ps that come and go.
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

}  // namespace burrow::scenario

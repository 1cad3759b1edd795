// Details that no other test would miss.
#include "tests/sim/details.h"

#include <gtest/gtest.h>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"
#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

constexpr uint64_t kSeeds = 200;

TEST(Details, TheLogHasEveryEvent) {
  std::string log;
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    log += run_world({.seed = seed, .cores = 2, .gomaxprocs = 1, .log = true}, scenario::every_event).output;
  }
  for (char const* event : {"create  G2 by G1", "execute G1", "park    G2 [semacquire]", "park    G1 [sync.WaitGroup.Wait]",
                            "ready   G2", "yield   G1", "preempt G4", "exit    G2", "syscall G3", "sysexit G3", "retake  P0",
                            "wake    M"}) {
    EXPECT_NE(log.find(event), std::string::npos) << event;
  }
}

TEST(Details, NobodyRunsInAFrozenWorld) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = static_cast<uint32_t>(1 + seed % 4)}, scenario::frozen);
  }
}

// Not even the P that is still its own.
TEST(Details, NobodyGetsAPInAFrozenWorld) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    World const world{.seed = seed, .cores = static_cast<uint32_t>(2 + seed % 3)};
    WorldResult const result = run_world(world, scenario::frozen_in_a_call);
    EXPECT_EQ(result.gedges[gedge(GStatus::syscall, GStatus::running)], 0u);
  }
}

TEST(Details, AnIdlePIsEnoughToComeBack) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    WorldResult const result = run_world({.seed = seed, .cores = 1}, scenario::blocking_alone);
    EXPECT_EQ(result.gedges[gedge(GStatus::syscall, GStatus::running)], 1u);
  }
}

TEST(Details, AStopMeetsACallThatBegins) {
  for (uint64_t seed = 1; seed <= 10 * kSeeds; seed++) {
    run_world({.seed = seed, .cores = 2}, scenario::stop_beside_entry);
  }
}

TEST(Details, ShortCallsKeepTheirP) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 2, .gomaxprocs = 1, .slice_ns = 10'000'000, .calm = true}, scenario::short_calls);
  }
}

TEST(Details, AnInheritedSliceEnds) {
  for (uint64_t seed = 1; seed <= kSeeds; seed++) {
    run_world({.seed = seed, .cores = 1, .slice_ns = 50'000, .calm = true}, scenario::inheritors);
  }
}

// Of all Gs, at each step.
struct Marks {
  uint64_t stopped, running;
} marks;

void look_at_marks(uint64_t) {
  for (uint32_t i = 0; i < sched.allglen.load(acquire); i++) {
    G const* gp = allg(i);
    marks.stopped += gp->asyncSafePoint && readgstatus(gp) == GStatus::runnable;
  }
  for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
    sim::CoreView const core = sim::view(mp->id);
    bool const runs = core.g != nullptr && core.g == mp->curg && !core.in_handler && in_task_text(core.pc);
    marks.running += runs && core.g->asyncSafePoint;
  }
}

TEST(Details, APreemptedGoroutineIsMarked) {
  for (bool off : {false, true}) {
    marks = {};
    for (uint64_t seed = 1; seed <= 20; seed++) {
      World const world{.seed = seed, .cores = 1, .asyncpreemptoff = off, .at_step = look_at_marks};
      run_world(world, off ? scenario::short_calls : scenario::loops_and_yields);
    }
    EXPECT_EQ(marks.stopped > 0, !off);
    EXPECT_EQ(marks.running, 0u);
  }
}

uint64_t waits, calls;

// Whoever waits or is in a call knows since when.
void look_at_waitsince(uint64_t) {
  for (uint32_t i = 0; i < sched.allglen.load(acquire); i++) {
    G const* gp = allg(i);
    GStatus const status = readgstatus(gp);
    uint64_t* const count = status == GStatus::waiting ? &waits : status == GStatus::syscall ? &calls : nullptr;
    if (count != nullptr) {
      *count += gp->waitsince != 0;
    }
  }
}

TEST(Details, WhoWaitsKnowsSinceWhen) {
  waits = calls = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    run_world({.seed = seed, .cores = 2, .at_step = look_at_waitsince}, scenario::tree);
    EXPECT_GT(waits, 0u) << "without a call before";
  }
  for (uint64_t seed = 1; seed <= 20; seed++) {
    run_world({.seed = seed, .cores = 1, .at_step = look_at_waitsince}, scenario::blocking_alone);
    EXPECT_GT(calls, 0u) << "without a wait before";
  }
}

}  // namespace
}  // namespace burrow

// Stopping the world, again and again, while others loop without a call, make system calls, are born and die, are tied to
// cores; every tenth time the number of Ps changes instead. Nobody runs while the world is stopped, nobody is lost, and the time
// from the wish to the standstill is reported. Go: TestPreemptionGC.
#include <atomic>
#include <bit>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kRounds = 10'000;
constexpr uint32_t kResizeEvery = 10, kTurnEvery = 16;
constexpr int64_t kPatience_ns = 2'000'000'000;  // the host may run something else
constexpr int64_t kCall_ns = 20'000;
constexpr int64_t kMoment_ns = 20'000;
constexpr uint32_t kBuckets = 24;

// relaxed: counts, looked at while nobody else runs or after the wait
struct Bystanders {
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> work = 0;
  std::atomic<uint32_t> moved = 0;  // tied ones that ran on another core
  WaitGroup ended;
};

void loop(Bystanders* all) {
  while (!all->stop.load(relaxed)) {
    all->work.fetch_add(1, relaxed);
    arch::cpu_relax();
  }
}

void call(Bystanders* all) {
  while (!all->stop.load(relaxed)) {
    busy_syscall(kCall_ns);
    all->work.fetch_add(1, relaxed);
  }
}

void spawn(Bystanders* all) {
  while (!all->stop.load(relaxed)) {
    WaitGroup children;
    children.add(4);
    for (int i = 0; i < 4; i++) {
      go([all, &children] {
        all->work.fetch_add(1, relaxed);
        children.done();
      });
    }
    children.wait();
  }
}

void tied(Bystanders* all) {
  LockOSThread();
  uint32_t core = place().core;
  while (!all->stop.load(relaxed)) {
    all->work.fetch_add(1, relaxed);
    all->moved.fetch_add(place().core != core, relaxed);
    arch::cpu_relax();
    Gosched();
  }
}  // ends tied

void start_bystanders(Bystanders* all) {
  for (auto life : {loop, loop, call, call, spawn, tied, tied}) {
    all->ended.add(1);
    go([all, life] {
      life(all);
      all->ended.done();
    });
  }
}

// Powers of two, in microseconds.
struct Histogram {
  uint32_t count[kBuckets] = {};
  int64_t longest_ns = 0;

  void add(int64_t ns) {
    auto us = static_cast<uint64_t>(ns / 1000);
    uint32_t bucket = us == 0 ? 0 : static_cast<uint32_t>(std::bit_width(us));
    count[bucket < kBuckets ? bucket : kBuckets - 1]++;
    longest_ns = ns > longest_ns ? ns : longest_ns;
  }
  void show() const {
    print("stop: from the wish to the standstill, at most us: times\n");
    for (uint32_t i = 0; i < kBuckets; i++) {
      if (count[i] != 0) {
        print("stop: ", column(uint64_t{1} << i, 9), ": ", count[i], '\n');
      }
    }
  }
};

// Whether nobody moved.
bool stand_still(Bystanders const& all) {
  uint64_t before = all.work.load(relaxed);
  for (int i = 0; i < 100; i++) {
    cpu_relax();
  }
  return all.work.load(relaxed) == before;
}

// Now and then a moment for other cores, and a turn for whoever waits behind the stopper.
void let_others_run(uint32_t round) {
  if (round % kTurnEvery != 0) {
    return;
  }
  for (int64_t until_ns = nanotime() + kMoment_ns; nanotime() < until_ns;) {
    cpu_relax();
  }
  if (preemption_on()) {  // else the loops would never give the turn back
    Gosched();
  }
}

}  // namespace

void stop() {
  Bystanders all;
  Histogram pauses;
  uint32_t procs = GOMAXPROCS(), moved = 0;
  start_bystanders(&all);
  uint64_t before = 0;
  uint32_t idle_rounds = 0;
  for (uint32_t round = 1; round <= kRounds; round++) {
    if (round % kResizeEvery == 0) {
      uint32_t const sizes[] = {1, procs + 2, procs, procs > 1 ? procs - 1 : 1};
      GOMAXPROCS(sizes[round / kResizeEvery % 4]);
      continue;
    }
    int64_t wish_ns = nanotime();
    stopTheWorld();
    pauses.add(nanotime() - wish_ns);
    moved += !stand_still(all);
    uint64_t now = all.work.load(relaxed);
    startTheWorld();
    idle_rounds += now == before;
    before = now;
    let_others_run(round);
  }
  GOMAXPROCS(procs);
  all.stop.store(true, relaxed);
  all.ended.wait();
  pauses.show();
  print("stop: ", kRounds, " rounds, the longest took ", pauses.longest_ns / 1000, " us; the others did ", all.work.load(relaxed),
        " pieces of work, in ", idle_rounds, " rounds none\n");
  expect(moved == 0, "stop: nobody ran while the world was stopped");
  expect(all.moved.load(relaxed) == 0, "stop: who is tied to a core stayed there");
  expect(pauses.longest_ns < kPatience_ns, "stop: no stop took longer than 2 s");
}

}  // namespace burrow::tasks

// The hog: while every core holds a loop without a call, goroutines that want only a moment get it in time.
//
// A wait is counted in slices that ended on the P where the waiter ran again: that bound holds however unevenly a host
// runs our cores. By the clock nine waits of ten must keep it, in one attempt of five: what else a host does meanwhile
// counts there too. Slices too short for timer and host only have to let everyone go on. Without preemption a hog gives
// up in the end, and the task fails.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kTurns = 10;      // of each light goroutine
constexpr uint32_t kAttempts = 5;
constexpr uint32_t kMostPs = 256;
constexpr int64_t kMeasurable_ns = 5'000'000;
constexpr int64_t kPatience_ns = 1'000'000'000;

struct Stage {
  uint32_t hogs;
  uint64_t patience;  // in rounds of crunch
  Sema started{};
  // relaxed, all of them: flags that take effect some time, and numbers that main reads after a wait
  std::atomic<bool> stop = false;
  std::atomic<bool> gave_up = false;
  std::atomic<uint64_t> sink = 0;
  std::atomic<uint32_t> late = 0;
  std::atomic<uint64_t> most_slices = 0;
  std::atomic<uint64_t> longest_ns = 0;
  WaitGroup lights_ended{}, hogs_ended{};
};

uint32_t cores_at_work() { return NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS(); }

uint64_t slices_allowed() { return cores_at_work() <= 2 ? 2 : cores_at_work() + 1; }
int64_t allowed_ns() { return static_cast<int64_t>(slices_allowed()) * slice_ns(); }

[[gnu::always_inline]] inline uint64_t crunch(uint64_t x) {
  for (int step = 0; step < 1000; step++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
  }
  arch::cpu_relax();  // an instruction: an emulator that runs cores in turns may pass on
  return x;
}

// At least so many rounds of crunch take ns on a core that does nothing else: by the fastest of a few samples.
uint64_t rounds_in(int64_t ns, std::atomic<uint64_t>& sink) {
  constexpr uint64_t kRounds = 500;
  int64_t fastest_ns = ns;
  for (uint64_t sample = 0; sample < 10; sample++) {
    int64_t start = nanotime();
    uint64_t x = sample;
    for (uint64_t round = 0; round < kRounds; round++) {
      x = crunch(x);
    }
    int64_t took_ns = nanotime() - start;
    fastest_ns = took_ns < fastest_ns ? took_ns : fastest_ns;
    sink.fetch_add(x, relaxed);
  }
  return kRounds * static_cast<uint64_t>(ns / (fastest_ns + 1) + 1);
}

void hog_core(Stage* stage) {
  stage->started.release();
  uint64_t x = 1;
  uint64_t left = stage->patience;
  while (!stage->stop.load(relaxed) && left > 0) {  // no call from here
    x = crunch(x);
    left--;
  }                                                 // to here
  stage->sink.fetch_add(x, relaxed);
  if (left == 0 && !stage->stop.exchange(true, relaxed)) {
    stage->gave_up.store(true, relaxed);
  }
  stage->hogs_ended.done();
}

void raise(std::atomic<uint64_t>& most, uint64_t value) {
  uint64_t old = most.load(relaxed);
  while (old < value && !most.compare_exchange_weak(old, value, relaxed)) {
    cpu_relax();
  }
}

void take_turn(Stage* stage) {
  uint64_t before[kMostPs];
  for (uint32_t p = 0; p < GOMAXPROCS() && p < kMostPs; p++) {
    before[p] = proc_stats(p).preemptions;
  }
  int64_t start = nanotime();
  Gosched();
  int64_t waited = nanotime() - start;
  uint32_t p = place().p;
  raise(stage->most_slices, p < kMostPs ? proc_stats(p).preemptions - before[p] : 0);
  raise(stage->longest_ns, static_cast<uint64_t>(waited));
  stage->late.fetch_add(waited > allowed_ns(), relaxed);
}

void light(Stage* stage) {
  for (uint32_t turn = 0; turn < kTurns; turn++) {
    take_turn(stage);
  }
  stage->lights_ended.done();
}

void print_waits(Stage const& stage, uint32_t waits) {
  print("hog: ", stage.hogs, stage.hogs == 1 ? " core" : " cores", " held by loops without a call; others waited ",
        waits, " times, at most ", stage.most_slices.load(relaxed), " slices (allowed: ", slices_allowed(), ")\n");
  print("hog: by the clock at most ", stage.longest_ns.load(relaxed) / 1000, " us (allowed: ", allowed_ns() / 1000,
        " us); ", stage.late.load(relaxed), " waits took longer\n");
}

// Whether the waits were short enough by the clock.
bool attempt(uint64_t patience) {
  Stage stage{.hogs = cores_at_work(), .patience = patience};
  uint32_t lights = 2 * stage.hogs;
  stage.lights_ended.add(static_cast<int32_t>(lights));
  stage.hogs_ended.add(static_cast<int32_t>(stage.hogs));
  for (uint32_t i = 0; i < stage.hogs; i++) {
    go(hog_core, &stage);
  }
  for (uint32_t i = 0; i < stage.hogs; i++) {
    stage.started.acquire();
  }
  for (uint32_t i = 0; i < lights; i++) {
    go(light, &stage);
  }
  stage.lights_ended.wait();
  stage.stop.store(true, relaxed);
  stage.hogs_ended.wait();
  print_waits(stage, lights * kTurns);
  bool preempted = !stage.gave_up.load(relaxed);
  expect(preempted, "hog: nobody stopped a hog, it had to give up");
  if (!preempted || slice_ns() < kMeasurable_ns) {
    return true;
  }
  expect(stage.most_slices.load(relaxed) <= slices_allowed(), "hog: no wait of more slices than allowed");
  return stage.late.load(relaxed) <= lights * kTurns / 10;
}

}  // namespace

void hog() {
  std::atomic<uint64_t> sink = 0;
  int64_t patience_ns = 100 * slice_ns() > kPatience_ns ? 100 * slice_ns() : kPatience_ns;
  uint64_t patience = rounds_in(patience_ns, sink);
  bool in_time = false;
  for (uint32_t i = 0; i < kAttempts && !in_time; i++) {
    in_time = attempt(patience);
  }
  expect(in_time, "hog: nine waits of ten were in time by the clock");
}

}  // namespace burrow::tasks

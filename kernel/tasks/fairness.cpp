// A crowd keeps a P's own queue busy for ever: it meets again and again, and whoever comes last readies all others. A
// goroutine in the global queue still gets its turn, because every 61st goroutine is taken from there.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kCrowd = 8;
constexpr uint32_t kTurns = 100;
constexpr uint64_t kGlobalTick = 61;
constexpr uint64_t kMostRuns = 2 * kGlobalTick;  // a run that inherits its slice does not count as a tick
constexpr uint32_t kMostPs = 256;

struct Crowd {
  std::atomic<uint32_t> arrived = 0;
  std::atomic<bool> over = false;
  bool closed = false;  // written by the last to arrive before it opens the gate
  WaitGroup gates[2];   // of this meeting and of the next
  WaitGroup ended;
};

void open_gate(Crowd* crowd, uint32_t meeting) {
  crowd->arrived.store(0, relaxed);  // relaxed: published by the gate
  crowd->closed = crowd->over.load(relaxed);  // relaxed: any meeting may be the last
  if (!crowd->closed) {
    crowd->gates[(meeting + 1) % 2].add(1);
  }
  crowd->gates[meeting % 2].done();
}

void meet(Crowd* crowd) {
  for (uint32_t meeting = 0; !crowd->closed; meeting++) {
    if (crowd->arrived.fetch_add(1, acq_rel) + 1 == kCrowd) {  // acq_rel: the last one sees what the others did
      open_gate(crowd, meeting);
    } else {
      crowd->gates[meeting % 2].wait();
    }
  }
  crowd->ended.done();
}

// How many goroutines ran on the P where the caller runs again, between its yielding and that.
uint64_t runs_while_waiting() {
  uint64_t before[kMostPs];
  for (uint32_t p = 0; p < GOMAXPROCS() && p < kMostPs; p++) {
    before[p] = proc_stats(p).runs;
  }
  Gosched();
  uint32_t p = place().p;
  return p < kMostPs ? proc_stats(p).runs - before[p] - 1 : 0;
}

}  // namespace

void fairness() {
  Crowd crowd;
  crowd.gates[0].add(1);
  crowd.ended.add(kCrowd);
  for (uint32_t i = 0; i < kCrowd; i++) {
    go(meet, &crowd);
  }
  uint64_t longest = 0;
  for (uint32_t turn = 0; turn < kTurns; turn++) {
    uint64_t runs = runs_while_waiting();
    longest = runs > longest ? runs : longest;
  }
  crowd.over.store(true, relaxed);  // relaxed: any meeting may be the last
  crowd.ended.wait();
  print("fairness: ", kTurns, " turns from the global queue; at most ", longest, " goroutines ran before one\n");
  expect(longest <= kMostRuns, "fairness: every 61st goroutine comes from the global queue");
  expect(GOMAXPROCS() > 1 || longest >= kGlobalTick / 2, "fairness: the crowd kept the only P busy");
}

}  // namespace burrow::tasks

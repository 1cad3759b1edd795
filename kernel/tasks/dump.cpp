// Everyone's stack while everyone is alive: each goroutine is stopped for a moment, also one that loops without a call, is shown
// where it stands, and goes on. Go: runtime.Stack(buf, true), TestStackAllOutput (stack_test.go).
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr int64_t kCall_ns = 1'000'000;
constexpr uint32_t kDumps = 3;

struct Life {
  // relaxed: flags and counts with nothing behind them
  std::atomic<bool> stop = false;
  std::atomic<uint32_t> rounds[3] = {};
  Sema wake;
  WaitGroup ended;
};

[[gnu::noinline]] void turns(Life* life) {
  while (!life->stop.load(relaxed)) {
    life->rounds[0].fetch_add(1, relaxed);
    arch::cpu_relax();
  }
}

[[gnu::noinline]] void calls(Life* life) {
  while (!life->stop.load(relaxed)) {
    life->rounds[1].fetch_add(1, relaxed);
    busy_syscall(kCall_ns);
  }
}

[[gnu::noinline]] void is_tied(Life* life) {
  LockOSThread();
  while (!life->stop.load(relaxed)) {
    life->rounds[2].fetch_add(1, relaxed);
    arch::cpu_relax();
    Gosched();
  }
}

[[gnu::noinline]] void waits(Life* life) { life->wake.acquire(); }

template <void (*kRun)(Life*)>
void live(Life* life) {
  kRun(life);
  life->ended.done();
}

}  // namespace

void dump() {
  Life life;
  life.ended.add(4);
  go(live<turns>, &life);
  go(live<calls>, &life);
  go(live<is_tied>, &life);
  go(live<waits>, &life);
  for (uint32_t i = 0; i < kDumps; i++) {
    uint32_t before[3];
    for (uint32_t which = 0; which < 3; which++) {
      before[which] = life.rounds[which].load(relaxed);
    }
    for (uint32_t which = 0; which < 3; which++) {  // everyone goes on
      while (life.rounds[which].load(relaxed) == before[which]) {
        arch::cpu_relax();
        Gosched();
      }
    }
    PrintStacks();
    print('\n');
  }
  life.stop.store(true, relaxed);
  life.wake.release();
  life.ended.wait();
}

}  // namespace burrow::tasks

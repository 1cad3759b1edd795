// A goroutine fills its P's queue and holds on to the P. What waits there runs only where others come and steal it.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kChildren = 200;  // less than a P's queue holds
constexpr int64_t kPatience_ns = 10'000'000'000;

struct Loot {
  std::atomic<uint32_t> ran = 0;
  std::atomic<uint32_t> ran_elsewhere = 0;
};

ProcStats total() {
  ProcStats sum{};
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    ProcStats stats = proc_stats(p);
    sum.steals += stats.steals;
    sum.stolen += stats.stolen;
  }
  return sum;
}

void child(Loot* loot, uint32_t home) {
  loot->ran_elsewhere.fetch_add(place().p != home, relaxed);  // relaxed: published by the release below
  loot->ran.fetch_add(1, release);                            // rel: pairs with acq in hold_on
}

// Waits for its children without letting go of its P, unless it has the only one.
void hold_on(Loot* loot, WaitGroup* ended) {
  bool alone = NumCPU() == 1 || GOMAXPROCS() == 1;
  uint32_t home = place().p;
  for (uint32_t number = 0; number < kChildren; number++) {
    go(child, loot, home);
  }
  int64_t until = nanotime() + kPatience_ns;
  while (loot->ran.load(acquire) < kChildren && nanotime() < until) {  // acq: pairs with rel in child
    if (alone) {
      Gosched();
    } else {
      cpu_relax();
    }
  }
  ended->done();
}

}  // namespace

void steal() {
  bool alone = NumCPU() == 1 || GOMAXPROCS() == 1;
  Loot loot;
  WaitGroup ended;
  ProcStats before = total();
  ended.add(1);
  go(hold_on, &loot, &ended);
  ended.wait();
  ProcStats after = total();
  expect(loot.ran.load(acquire) == kChildren, "steal: all ran");  // acq: pairs with rel in child
  uint32_t elsewhere = loot.ran_elsewhere.load(relaxed);
  print("steal: of ", kChildren, " goroutines ", elsewhere, " ran on another P; ", after.stolen - before.stolen,
        " were stolen, in ", after.steals - before.steals, " visits\n");
  if (alone) {
    expect(elsewhere == 0 && after.steals == before.steals, "steal: with one P nobody steals");
  } else {
    expect(elsewhere > 0 && after.steals > before.steals, "steal: the other Ps came and stole");
  }
}

}  // namespace burrow::tasks

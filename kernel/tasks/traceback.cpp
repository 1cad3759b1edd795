// Goroutines in every position that a report must find its way through; then one of them fails. With four cores or more:
// those that hold a core. Else those that hold none. tests/qemu/tracebacks knows its lines. Ends in "sync: negative WaitGroup counter".
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

struct Positions {
  Sema never;
  uint32_t volatile reached;
  uint64_t volatile turns;
};

[[gnu::noinline]] void spins(Positions* all) {
  for (;;) all->turns = all->turns + 1;
}

[[gnu::noinline]] void digs(Positions* all, uint32_t depth) {
  if (depth == 0) {
    all->never.acquire();  // at the bottom
  } else {
    digs(all, depth - 1);
  }
  all->turns = depth;
}

void parked(Positions* all) {
  all->never.acquire();  // parked
  all->turns = 0;
}

void deep(Positions* all) {
  digs(all, 150);
}

void yielded(Positions* all) {
  for (all->reached = all->reached + 1;;) {
    Gosched();  // yielded
  }
}

void preempted(Positions* all) {
  all->reached = all->reached + 1;
  spins(all);
}

void called(Positions* all) {
  all->reached = all->reached + 1;
  busy_syscall(10'000'000'000);
}

void asleep(Positions* all) {
  all->reached = all->reached + 1;
  sleep_core(10'000'000'000);
}

void never_ran(Positions* all) { all->turns = 0; }

[[gnu::noinline]] void fails() {
  WaitGroup nobody;
  nobody.done();
  expect(false, "traceback: a counter below zero");
}

// Nobody else runs when it fails. A slice long enough for that: slice=200ms.
void without_a_core(Positions* all) {
  go(parked, all);
  go(deep, all);
  go(yielded, all);
  go(preempted, all);  // without a core
  while (all->reached < 2) {
    Gosched();
  }
  go(never_ran, all);
}

void with_a_core(Positions* all) {
  int64_t const patience_ns = 5'000'000;
  go(called, all);
  while (all->reached < 1) cpu_relax();
  go(asleep, all);
  while (all->reached < 2) cpu_relax();
  go(preempted, all);  // with a core
  while (all->reached < 3) cpu_relax();
  for (int64_t const until_ns = nanotime() + patience_ns; nanotime() < until_ns;) cpu_relax();
}

}  // namespace

void traceback() {
  Positions all{};
  print("traceback: goroutines in every position, then one fails\n");
  NumCPU() < 4 ? without_a_core(&all) : with_a_core(&all);
  fails();
}

}  // namespace burrow::tasks

// One after the other in one boot: each finds the machine as the first one did.
#include "tests/iron/scenarios.h"

#include "runtime/queue/malloc.h"
#include "runtime/queue/timerheap.h"
#include "runtime/runtime.h"
#include "tests/iron/checks.h"
#include "tests/sim/channels.h"

namespace burrow::iron {

bool fits(scenario::Named const& row) {
  switch (row.needs) {
    case scenario::Needs::nothing:
    case scenario::Needs::exact_time: return true;
    case scenario::Needs::one_p: return GOMAXPROCS() == 1;
    case scenario::Needs::simulation: return false;
  }
  return false;
}

void run(scenario::Named const& row) {
  if (!fits(row)) {
    print(row.name, row.needs == scenario::Needs::one_p ? ": needs gomaxprocs=1\n" : ": needs the simulation\n");
    task_fail("this is not the machine for it");
    return;
  }
  int64_t const before = heap_live();
  uint32_t const armed = timers_armed();
  row.main();
  constexpr int kPatience = 100'000;  // another core may be about to let go of the channel of a timer
  // worlds end with their main goroutine, a boot does not
  for (int turns = 0; NumGoroutine() > 1 || (heap_live() != before && turns < kPatience); turns++) {
    Gosched();
  }
  expect(heap_live() == before, "memory of the heap is not given back");
  expect(timers_armed() == armed, "a timer is left behind");
}

template <size_t kCount>
static void run_all(scenario::Named const (&rows)[kCount]) {
  for (scenario::Named const& row : rows) {
    if (fits(row)) {
      run(row);
    }
  }
}

void channels() { run_all(scenario::kChan); }
void timers() { run_all(scenario::kTime); }

}  // namespace burrow::iron

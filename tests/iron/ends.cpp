// Ends that the simulation can't have: a fault on the scheduler's stack, a fault within the report of another. Go:
// TestG0StackOverflow, TestPanicWhilePanicking (crash_test.go).
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/iron/checks.h"
#include "tests/support/fall.h"

namespace burrow::iron {

void g0_overflow() {
  systemstack([](void*) { expect(fall(0) != 0, "g0_overflow: came back"); }, nullptr);
}

// The report says whom this core runs, and finds no G there.
void panic_twice() {
  constexpr uintptr_t kNowhere = 16;
  arch::irq_save();
  getg()->m->curg = reinterpret_cast<G*>(kNowhere);
  fatal("the first of two");
}

}  // namespace burrow::iron

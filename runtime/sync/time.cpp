// Go: time.Sleep, when (sleep.go), timeSleep, resetForSleep, goroutineReady (time.go). Differs: the timer of a sleep lies on the
// stack of who sleeps.
#include "runtime/sync/time.h"

#include <algorithm>

#include "runtime/model/g.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/when.h"

namespace burrow {

int64_t when_after(int64_t ns) {
  int64_t now = std::max<int64_t>(arch::nanotime(), 1);
  int64_t when;
  return ns <= 0 ? now : __builtin_add_overflow(now, ns, &when) ? arch::kNever : when;
}

static void goroutine_ready(void* gp) { goready(static_cast<G*>(gp)); }

// on g0. From here on who sleeps may go on and its timer be gone.
static bool arm_sleep(G*, void* arg) {
  auto* timer = static_cast<RuntimeTimer*>(arg);
  addtimer(timer, timer->when);
  return true;
}

void sleep(int64_t ns) {
  if (ns <= 0) {
    return;
  }
  RuntimeTimer timer{.f = goroutine_ready, .arg = getg(), .ts{}, .when = when_after(ns), .at = 0};
  gopark(arm_sleep, &timer, WaitReason::sleep);
}

}  // namespace burrow

// What each does wrong with timers. Go: TestZeroTimerStopPanics, TestZeroTimerResetPanics (time/sleep_test.go),
// TestNewTickerLtZeroDuration, TestTickerResetLtZeroDuration (tick_test.go).
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/misuse.h"

namespace burrow::scenario {

void stop_no_timer() { Timer().Stop(); }
void reset_no_timer() { Timer().Reset(1); }

void stop_plain_channel() {
  Timer t;
  t.C = make<Chan<int64_t>>(1);
  t.Stop();
}

void ticker_without_interval() { NewTicker(0); }
void ticker_reset_to_nothing() { NewTicker(1).Reset(-1); }
void reset_no_ticker() { Ticker().Reset(1); }

void arm_twice() {
  RuntimeTimer t{};
  t.f = [](void*) {};
  addtimer(&t, arch::kNever);
  addtimer(&t, arch::kNever);
}

}  // namespace burrow::scenario

// Tickers. Go: time/tick_test.go, TestMultiWakeupTicker.
#include "runtime/base/fatal.h"
#include "runtime/runtime.h"
#include "runtime/sync/timer.h"
#include "tests/sim/crowd.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

static constexpr int64_t kUnit_ns = 3'000 * static_cast<int64_t>(pace.times);

// TestTicker: on the beat, without drift; after Reset on another.
void ticker() {
  Ticker t = NewTicker(2 * kUnit_ns);
  int64_t const beat = t.C.recv();
  for (int i = 0; i < 4; i++) {
    int64_t const tick = t.C.recv();
    expect((tick - beat) % (2 * kUnit_ns) == 0 && tick > beat, "ticker: off the beat");
    expect(tick <= nanotime(), "ticker: before its time");
  }
  int64_t const reset_ns = nanotime();
  t.Reset(kUnit_ns);
  int64_t const first = t.C.recv();
  expect(first >= reset_ns + kUnit_ns, "ticker: a tick of the old beat");
  expect((t.C.recv() - first) % kUnit_ns == 0, "ticker: off the new beat");
  t.Stop();
  sleep(2 * kUnit_ns);
  expect(!t.C.try_recv(nullptr), "ticker: it did not stop");
}

// Who does not look misses ticks: the first one waits, the others are lost.
void ticker_missed() {
  int64_t const start = nanotime();
  Ticker t = NewTicker(kUnit_ns);
  sleep(10 * kUnit_ns);
  int64_t const first = t.C.recv();
  expect(first >= start + kUnit_ns, "ticker: before its time");
  int64_t const next = t.C.recv();
  expect(next >= start + 10 * kUnit_ns, "ticker: a tick that was missed came after all");
}

// TestTickerStopWithDirectInitialization
void ticker_never_made() {
  Ticker t;
  t.Stop();
}

// TestTeardown: one after the other, each stopped when it has ticked.
void ticker_teardown() {
  for (int i = 0; i < 3; i++) {
    Ticker t = NewTicker(kUnit_ns);
    t.C.recv();
    t.Stop();
  }
}

// TestTick; and what nobody stops ends with its last handle.
void tick() {
  expect(Tick(-1) == nullptr && Tick(0) == nullptr, "tick: no ticker without an interval");
  Chan<int64_t> const c = Tick(kUnit_ns);
  c.recv();
  c.recv();
}

// TestMultiWakeupTicker: one for whom everybody waits.
void ticker_for_many() {
  constexpr int kMany = 4;
  Ticker t = NewTicker(kUnit_ns);
  WaitGroup group;
  group.add(kMany);
  for (int i = 0; i < kMany; i++) {
    go([&] {
      for (int round = 0; round < 2; round++) {
        t.C.recv();
      }
      group.done();
    });
  }
  group.wait();
}

// TestOverflowPeriodRuntimeTimer: after the first tick the next one is never.
void ticker_overflow() {
  Chan<int64_t> const c(make_timer_chan(nanotime(), INT64_MAX));
  c.recv();
  int64_t when = 0;
  expect(select(recv(c), recv(After(2 * kUnit_ns), &when)) == 1, "ticker: for ever was too short");
}

}  // namespace burrow::scenario

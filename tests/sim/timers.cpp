// Timers, and what Stop and Reset promise. Go: time/sleep_test.go.
#include "runtime/model/sched.h"
#include "runtime/runtime.h"
#include "tests/sim/crowd.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

constexpr int64_t kUnit_ns = 3'000 * static_cast<int64_t>(pace.times);

// The value is the time at which it was due, and it has come no earlier.
void expect_in_time(int64_t value, int64_t due_ns) {
  expect(value >= due_ns, "timers: a time too early was sent");
  expect(nanotime() >= value, "timers: it came before its time");
}

void expect_nothing(Chan<int64_t> const& c, char const* what) {
  expect(c.len() == 0 && c.cap() == 0, "timers: len and cap of a timer's channel are 0");
  expect(!c.try_recv(nullptr), what);
}

// What this goroutine draws, by the seed.
class Dice {
 public:
  explicit Dice(uint64_t who) : state_(sched.config.seed * 0x9e3779b97f4a7c15 + who) {}
  uint64_t below(uint64_t most) {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    return (state_ >> 33) % most;
  }
  int64_t ns(int64_t most) { return static_cast<int64_t>(below(static_cast<uint64_t>(most))); }

 private:
  uint64_t state_;
};

// A call that is to come keeps its timer, whoever has let go of it.
void replace(Timer& timer, Timer by) {
  if (timer.C == nullptr) {
    timer.Stop();
  }
  timer = by;
}

struct Chain {
  int left = 10;
  Sema done{};
  void go_on() {
    if (--left == 0) {
      done.release();
    } else {
      AfterFunc(0, [this] { go_on(); });
    }
  }
};

}  // namespace

// TestAfterFunc: each starts the next; a handle that is dropped stops nothing.
void after_func() {
  Chain chain;
  AfterFunc(0, [&] { chain.go_on(); });
  chain.done.acquire();
}

// Nobody but the main goroutine has ever run; another core has to be told of its timer.
void timer_of_the_first() {
  Count called;
  AfterFunc(kUnit_ns, [&] { called.add(); });
  while (called.get() == 0) {
    look();
  }
}

// TestAfterFuncStarvation: two that pass a turn to and fro on one P do not keep it from running.
void after_func_starvation() {
  uint32_t const before = GOMAXPROCS(1);
  auto turn = make<Chan<bool>>(1);
  Count stop;
  WaitGroup group;
  for (int i = 0; i < 2; i++) {
    group.add(1);
    go([&] {
      while (stop.get() == 0) {
        turn.send(true);
        turn.recv();
      }
      group.done();
    });
  }
  AfterFunc(3 * kUnit_ns, [&] { stop.add(); });
  group.wait();
  GOMAXPROCS(before);
}

// TestAfterStress: a hundred ticks beside one that stops the world again and again.
void after_stress() {
  constexpr int kTicks = 20;
  Count stop;
  WaitGroup group;
  group.add(1);
  go([&] {
    while (stop.get() == 0) {
      stopTheWorld();
      startTheWorld();
      sleep(kUnit_ns / 4);
    }
    group.done();
  });
  Ticker ticker = NewTicker(1);
  for (int i = 0; i < kTicks; i++) {
    ticker.C.recv();
  }
  ticker.Stop();
  stop.add();
  group.wait();
}

// TestAfter, TestAfterTimes
void after() {
  for (int64_t units = 1; units <= 3; units++) {
    int64_t const due_ns = nanotime() + units * kUnit_ns;
    expect_in_time(After(units * kUnit_ns).recv(), due_ns);
  }
  expect_in_time(After(0).recv(), 0);
  expect_in_time(After(-1).recv(), 0);
}

// TestAfterTick
void after_tick() {
  constexpr int64_t kTicks = 5;
  int64_t const start = nanotime();
  Ticker ticker = NewTicker(2 * kUnit_ns);
  int64_t last = start;
  for (int64_t i = 1; i <= kTicks; i++) {
    int64_t const tick = ticker.C.recv();
    expect_in_time(tick, start + i * 2 * kUnit_ns);
    expect(tick - last >= 2 * kUnit_ns || i == 1, "timers: two ticks too close to each other");
    last = tick;
  }
  ticker.Stop();
}

// TestAfterStop
void after_stop() {
  Sema fired;
  Count wrong;
  Timer never = AfterFunc(1000 * kUnit_ns, [&] { wrong.add(); });
  Timer once = AfterFunc(2 * kUnit_ns, [&] { fired.release(); });
  Timer channel = NewTimer(1000 * kUnit_ns);
  expect(never.Stop() && channel.Stop(), "timers: stopped in time");
  fired.acquire();
  expect(!never.Stop() && !channel.Stop() && !once.Stop(), "timers: nothing left to stop");
  expect_nothing(channel.C, "timers: stopped, and it came");
  expect(wrong.get() == 0, "timers: stopped, and it was called");
}

// TestAfterQueuing: in the order of their times, whatever the order in which they were made; equal ones too.
void after_queuing() {
  constexpr int64_t kSlots[] = {5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0};
  struct Result {
    int64_t slot;
    int64_t due;
  };
  constexpr int64_t kMany = sizeof kSlots / sizeof kSlots[0];
  auto results = make<Chan<Result>>(kMany);
  for (int64_t slot : kSlots) {
    go([results, slot] {
      int64_t const due = After(slot * kUnit_ns).recv();
      results.send({slot, due});
    });
  }
  int64_t seen = 0;
  for (int64_t i = 0; i < kMany; i++) {
    Result const result = results.recv();
    expect(nanotime() >= result.due, "timers: it came before its time");
    seen += result.slot;
  }
  expect(seen == 58, "timers: each came once");
}

// Of one channel's waiters nobody is served before its time; each of many is served.
void many_wait_for_one() {
  constexpr int kMany = 4;
  int64_t const due_ns = nanotime() + kUnit_ns;
  Ticker ticker = NewTicker(kUnit_ns);
  WaitGroup group;
  group.add(kMany);
  for (int i = 0; i < kMany; i++) {
    go([&] {
      expect_in_time(ticker.C.recv(), due_ns);
      group.done();
    });
  }
  group.wait();
}

// TestTimerStopStress, golang.org/issue/25686: whoever stops and resets the same timers at once breaks nothing, and each call is
// made that Stop and Reset have not said to be undone.
void timer_stop_stress() {
  constexpr int kTimers = 3, kHands = 3;
  Count calls, armed, undone;
  Timer timers[kTimers];
  for (Timer& timer : timers) {
    timer = AfterFunc(kUnit_ns, [&] { calls.add(); });
    armed.add();
  }
  Timer channel = NewTimer(kUnit_ns);
  WaitGroup group;
  group.add(kHands);
  for (uint64_t hand = 0; hand < kHands; hand++) {
    go([&, hand] {
      Dice dice(hand);
      for (int i = 0; i < 15; i++) {
        Timer const& timer = timers[dice.below(kTimers)];
        if (dice.below(2) == 0 && timer.Stop()) {
          undone.add();
        } else if (!timer.Reset(dice.ns(kUnit_ns / 2))) {
          armed.add();
        }
        if (!channel.Stop()) {
          channel.Reset(dice.ns(kUnit_ns / 2));
        }
        channel.C.try_recv(nullptr);
      }
      group.done();
    });
  }
  group.wait();
  for (Timer const& timer : timers) {
    if (timer.Stop()) {
      undone.add();
    }
  }
  while (calls.get() + undone.get() != armed.get()) {
    Gosched();
  }
  channel.Stop();
  expect_nothing(channel.C, "timers: stopped last, and it came");
}

// TestReset
void timer_reset() {
  Timer t = NewTimer(100 * kUnit_ns);
  sleep(kUnit_ns);
  int64_t const reset_ns = nanotime();
  expect(t.Reset(2 * kUnit_ns), "timers: reset in time");
  expect_in_time(t.C.recv(), reset_ns + 2 * kUnit_ns);
  expect(!t.Reset(kUnit_ns), "timers: reset after it was received");
  t.C.recv();
}

// Due and not received: to Stop and Reset it has not happened, and what they leave is nothing. Go: issue 37196, TestChan
void no_stale_value() {
  Timer t = NewTimer(kUnit_ns);
  sleep(2 * kUnit_ns);
  expect(t.Stop(), "timers: stopped before it was received");
  expect_nothing(t.C, "timers: a stale value after Stop");
  t.Reset(kUnit_ns);
  sleep(2 * kUnit_ns);
  int64_t const reset_ns = nanotime();
  expect(t.Reset(kUnit_ns), "timers: reset before it was received");
  expect_in_time(t.C.recv(), reset_ns + kUnit_ns);
  expect_nothing(t.C, "timers: a second value");
  Ticker ticker = NewTicker(kUnit_ns);
  sleep(5 * kUnit_ns);
  int64_t const again_ns = nanotime();
  ticker.Reset(kUnit_ns);
  expect_in_time(ticker.C.recv(), again_ns + kUnit_ns);
  ticker.Stop();
  expect_nothing(ticker.C, "timers: a stale tick");
}

// TestStopResult, golang.org/issue/69312 and 80760: while another core waits for it, it is stopped and reset. True: no value comes.
// False: exactly one has.
void stop_result() {
  Dice dice(0);
  for (int round = 0; round < 12; round++) {
    Timer t = NewTimer(dice.ns(kUnit_ns));
    Count got;
    auto dismissed = make<Chan<bool>>();
    WaitGroup group;
    group.add(1);
    go([&] {
      switch (select(recv(t.C), recv(dismissed))) {
        case 0: got.add(); break;
        default: break;
      }
      group.done();
    });
    sleep(dice.ns(kUnit_ns));
    bool const stopped = t.Stop();
    bool const again = t.Stop();
    dismissed.close();
    group.wait();
    expect(got.get() == (stopped ? 0 : 1), "timers: what Stop said is not what came");
    expect(!again && !t.Reset(1000 * kUnit_ns), "timers: it was quiet already");
    t.Stop();
  }
}

// Whoever has been sent something else may find a value that came in between, unless it stops the timer first.
void stop_after_lost_race() {
  Dice dice(2);
  for (int round = 0; round < 12; round++) {
    auto other = make<Chan<bool>>(1);
    int64_t const ns = kUnit_ns + dice.ns(kUnit_ns / 8);
    Timer t = NewTimer(kUnit_ns + dice.ns(kUnit_ns / 8));
    AfterFunc(ns, [other] { other.try_send(true); });
    if (select(recv(t.C), recv(other)) == 1) {
      sleep(dice.ns(2) == 0 ? 0 : kUnit_ns / 8);
      t.Stop();
      expect_nothing(t.C, "timers: a value from before Stop");
    } else {
      other.recv();
    }
  }
}

void func_stop_result() {
  Dice dice(1);
  for (int round = 0; round < 8; round++) {
    Count calls;
    Sema called;
    Timer t = AfterFunc(dice.ns(kUnit_ns), [&] {
      calls.add();
      called.release();
    });
    sleep(dice.ns(kUnit_ns));
    bool const stopped = t.Stop();
    if (!stopped) {
      called.acquire();
    }
    sleep(kUnit_ns);
    expect(calls.get() == (stopped ? 0 : 1), "timers: what Stop said is not what was called");
  }
}

// TestOverflowSleep, TestIssue5745: too far off is never, and long ago is at once.
void overflow_sleep() {
  Chan<int64_t> const far = After(arch::kNever);
  Chan<int64_t> const soon = After(2 * kUnit_ns);
  expect(select(recv(far), recv(soon)) == 1, "timers: for ever was too short");
  After(INT64_MIN).recv();
  sleep(INT64_MIN);
  Timer t = NewTimer(arch::kNever - 1);
  expect(t.Reset(arch::kNever) && t.Reset(1), "timers: reset in time");
  t.C.recv();
}

// TestTimerModifiedEarlier
void modified_earlier() {
  for (int i = 0; i < 3; i++) {
    Timer t = NewTimer(Hour);
    Sema waits;
    WaitGroup group;
    group.add(1);
    go([&] {
      waits.release();
      t.C.recv();
      group.done();
    });
    waits.acquire();
    if (i % 2 == 0) {
      sleep(kUnit_ns);
    }
    t.Reset(kUnit_ns);
    group.wait();
  }
}

// TestAdjustTimers, TestLongAdjustTimers: many that are made, moved and stopped all the time.
void adjust_timers() {
  constexpr int kHands = 3, kOwn = 4;
  WaitGroup group;
  group.add(kHands);
  for (uint64_t hand = 0; hand < kHands; hand++) {
    go([&, hand] {
      Dice dice(10 + hand);
      Count calls;
      Timer own[kOwn];
      for (Timer& timer : own) {
        timer = NewTimer(Hour);
      }
      for (int i = 0; i < 20; i++) {
        Timer& timer = own[dice.below(kOwn)];
        switch (dice.below(4)) {
          case 0: replace(timer, AfterFunc(Hour, [&] { calls.add(); })); break;
          case 1: replace(timer, NewTimer(dice.ns(kUnit_ns))); break;
          case 2: sleep(dice.ns(kUnit_ns / 4)); break;
          default:
            if (timer.C != nullptr) {
              timer.Reset(dice.ns(kUnit_ns));
              timer.C.recv();
            }
        }
      }
      for (Timer& timer : own) {
        replace(timer, NewTimer(0));
      }
      group.done();
    });
  }
  group.wait();
}

// A select on several: the first that is due, and no trace of the others.
void select_with_timeout() {
  auto silent = make<Chan<int>>();
  for (int64_t i = 1; i <= 3; i++) {
    int64_t const due_ns = nanotime() + i * kUnit_ns;
    int64_t when = 0;
    int const chosen = select(recv(silent), recv(After(Hour)), recv(After(i * kUnit_ns), &when));
    expect(chosen == 2, "timers: the wrong case");
    expect_in_time(when, due_ns);
  }
  go([=] { silent.send(7); });
  int value = 0;
  expect(select(recv(silent, &value), recv(After(Hour))) == 0 && value == 7, "timers: there was a value");
}

// golang.org/issue/38070: everything about timers, interrupted everywhere.
void timers_in_storm() {
  Crowd crowd;
  crowd.join(1, [](Crowd* self) {
    while (self->stop.get() == 0) {
      for (uint32_t core = 0; core < NumCPU(); core++) {
        arch::poke_core(core);
      }
      look();
    }
  });
  timer_stop_stress();
  no_stale_value();
  crowd.dismiss();
}

// golang.org/issue/45716: timers of Ps that go away.
void timers_through_resize() {
  uint32_t const before = GOMAXPROCS();
  constexpr int kMany = 8;
  Count calls;
  WaitGroup group;
  group.add(kMany);
  for (int64_t i = 0; i < kMany; i++) {
    go([&, i] {
      AfterFunc((i % 4 + 1) * kUnit_ns, [&] { group.done(); });
      Ticker ticker = NewTicker(kUnit_ns);
      ticker.C.recv();
      ticker.C.recv();
    });
  }
  for (uint32_t n : {4u, 1u, 3u, 1u}) {
    GOMAXPROCS(n);
    sleep(kUnit_ns / 2);
  }
  group.wait();
  GOMAXPROCS(before);
}

}  // namespace burrow::scenario

// Cond: the cases of Go's sync/cond_test.go.
#include <type_traits>

#include "tests/sim/scenarios.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

// TestCondCopy; and of all the others.
template <class... T>
constexpr bool kStay = ((!std::is_copy_constructible_v<T> && !std::is_move_constructible_v<T> &&
                         !std::is_copy_assignable_v<T> && !std::is_move_assignable_v<T>) && ...);
static_assert(kStay<Cond, Mutex, RWMutex, Once, WaitGroup, Sema>);

namespace {

[[maybe_unused]] constinit Mutex no_code_mutex;  // none of them needs any to come to be
[[maybe_unused]] constinit Cond no_code_cond(no_code_mutex);

// Goroutines that wait for one notice each, and say who had it.
struct Waiters {
  Mutex m;
  Cond cond{m};
  Inside awake;
  int32_t last = -1;  // m
  WaitGroup ended;

  void start(int32_t who) {
    uint32_t const before = parked(WaitReason::cond_wait);
    ended.go([this, who] {
      m.lock();
      cond.wait();
      last = who;
      awake.change(1);
      m.unlock();
    });
    until_parked(WaitReason::cond_wait, before + 1);
  }
  void until_awake(int32_t many) {
    while (awake.get() < many) {
      cpu_relax();
      Gosched();
    }
    m.lock();  // whoever says so has yet to unlock
    m.unlock();
  }
};

}  // namespace

// TestCondSignal, TestCondSignalGenerations: one notice wakes one, who waits longest.
void cond_signal() {
  constexpr int32_t kWaiters = 5;
  Waiters all;
  all.cond.signal();  // for nobody, and nobody has it later
  for (int32_t who = 0; who < kWaiters; who++) {
    all.start(who);
  }
  for (int32_t who = 0; who < kWaiters; who++) {
    expect(all.awake.get() == who, "cond_signal: awake without notice");
    all.cond.signal();
    all.until_awake(who + 1);
    expect(all.last == who, "cond_signal: out of turn");
  }
  all.ended.wait();
  expect(all.awake.get() == kWaiters, "cond_signal: one was lost");
}

// Each comes while the one before it goes.
void cond_generations() {
  Waiters all;
  for (int32_t who = 0; who < 8; who++) {
    all.start(who);
    expect(who == 0 || all.awake.get() == who, "cond_generations: awake without notice");
    all.m.lock();
    all.cond.signal();
    all.m.unlock();
    all.until_awake(who + 1);
    expect(all.last == who, "cond_generations: out of turn");
  }
  all.ended.wait();
}

// TestCondBroadcast
void cond_broadcast() {
  constexpr int32_t kWaiters = 6;
  Waiters all;
  for (int32_t round = 0; round < 2; round++) {
    for (int32_t who = 0; who < kWaiters; who++) {
      all.start(who);
    }
    expect(all.awake.get() == round * kWaiters, "cond_broadcast: awake without notice");
    all.cond.broadcast();
    all.ended.wait();
    expect(all.awake.get() == (round + 1) * kWaiters, "cond_broadcast: not everyone woke");
  }
}

// TestRace: three that pass a value on, each by a notice.
void cond_race() {
  Mutex m;
  Cond cond(m);
  int x = 0;
  WaitGroup ended;
  auto poll = [&](auto look_at) {  // with m held; true: enough
    m.lock();
    while (!look_at()) {
      m.unlock();
      Gosched();
      m.lock();
    }
    m.unlock();
  };
  ended.go([&] {
    m.lock();
    x = 1;
    cond.wait();
    expect(x == 2, "cond_race: woke without the second");
    x = 3;
    cond.signal();
    m.unlock();
  });
  ended.go([&] {
    poll([&] {
      if (x == 1) {
        x = 2;
        cond.signal();
        return true;
      }
      return false;
    });
  });
  ended.go([&] {
    poll([&] {
      if (x == 2) {
        cond.wait();
        expect(x == 3, "cond_race: woke without the first");
        return true;
      }
      return x == 3;
    });
  });
  ended.wait();
  expect(x == 3, "cond_race: not passed on");
}

// TestCondSignalStealing: a notice does not go to one who came after it was due.
void cond_stealing() {
  for (int round = 0; round < 5; round++) {
    Mutex m;
    Cond cond(m);
    Sema steps;
    bool done = false;
    WaitGroup ended;
    ended.go([&] {
      m.lock();
      steps.release();
      cond.wait();
      m.unlock();
      steps.release();
    });
    steps.acquire();
    m.lock();  // it waits, or is about to and has its ticket
    m.unlock();
    ended.go([&] { cond.signal(); });
    ended.go([&] {
      m.lock();
      while (!done) {
        cond.wait();
      }
      m.unlock();
    });
    steps.acquire();
    m.lock();
    done = true;
    m.unlock();
    cond.broadcast();
    ended.wait();
  }
}

// With an RWMutex: for reading several wait at once, and a writer wakes them.
void cond_rwmutex() {
  constexpr int32_t kReaders = 3;
  RWMutex rw;
  Cond changed(rw.rlocker()), written(rw);
  int32_t value = 0, seen = 0;
  WaitGroup ended;
  for (int32_t i = 0; i < kReaders; i++) {
    ended.go([&] {
      rw.rlock();
      while (value == 0) {
        changed.wait();
      }
      rw.runlock();
      rw.lock();
      seen++;
      written.signal();
      rw.unlock();
    });
  }
  rw.lock();
  value = 1;
  changed.broadcast();
  while (seen < kReaders) {
    written.wait();
  }
  rw.unlock();
  ended.wait();
}

}  // namespace burrow::scenario

// Mutex: the cases of Go's sync/mutex_test.go.
#include "tests/sim/scenarios.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

namespace {

constexpr int64_t kHold_ns = pace.exact ? 20'000 : 100'000;

// One that hardly lets go of a mutex: whoever else wants it never finds it free.
class Hog {
 public:
  explicit Hog(Mutex& mutex) {
    ended_.go([this, &mutex] {
      while (stop_.get() == 0) {
        mutex.lock();
        turns_.change(1);
        spend(kHold_ns);
        mutex.unlock();
      }
    });
    while (turns_.get() == 0) {
      Gosched();
    }
  }
  void stop() {
    stop_.change(1);
    ended_.wait();
  }

 private:
  Inside turns_, stop_;
  WaitGroup ended_;
};

}  // namespace

// TestMutex: HammerMutex, and what try_lock says.
void mutex() {
  constexpr int32_t kWorkers = 6, kLoops = 9;
  Mutex m;
  m.lock();
  expect(!m.try_lock(), "mutex: try_lock of a locked one");
  m.unlock();
  expect(m.try_lock(), "mutex: try_lock of a free one");
  m.unlock();
  Inside inside;
  uint32_t locked = 0, tried = 0;
  WaitGroup ended;
  for (int32_t i = 0; i < kWorkers; i++) {
    ended.go([&] {
      for (int32_t loop = 0; loop < kLoops; loop++) {
        bool const may_fail = loop % 3 == 0;
        if (may_fail && !m.try_lock()) {
          continue;
        }
        if (!may_fail) {
          m.lock();
        }
        expect(inside.change(1) == 1, "mutex: two had it");
        (may_fail ? tried : locked)++;
        inside.change(-1);
        m.unlock();
      }
    });
  }
  ended.wait();
  expect(locked == kWorkers * kLoops * 2 / 3, "mutex: a turn was lost");
  expect(m.try_lock(), "mutex: not free at the end");
}

// A mutex whose holders park and yield, so that a line forms.
void mutex_line() {
  constexpr uint32_t kWorkers = 8, kLoops = 4;
  Mutex m;
  uint32_t turns = 0;
  WaitGroup ended;
  for (uint32_t i = 0; i < kWorkers; i++) {
    ended.go([&] {
      for (uint32_t loop = 0; loop < kLoops; loop++) {
        m.lock();
        uint32_t const before = turns;
        Gosched();
        turns = before + 1;
        m.unlock();
      }
    });
  }
  ended.wait();
  expect(turns == kWorkers * kLoops, "mutex_line: two had it");
}

// Among those who wait it is first come, first served: one that was woken in vain is the first again. On one P; elsewhere another may
// be woken before it has come back.
void mutex_turns() {
  constexpr uint32_t kWaiters = 4;
  Mutex m;
  uint32_t turns = 0;
  WaitGroup ended;
  m.lock();
  for (uint32_t i = 0; i < kWaiters; i++) {
    ended.go([&, i] {
      m.lock();
      expect(turns++ == i, "mutex_turns: out of turn");
      m.unlock();
    });
    until_parked(WaitReason::mutex_lock, i + 1);
  }
  for (uint32_t i = 0; i < kWaiters + 1; i++) {
    m.unlock();
    m.lock();
    Gosched();
  }
  m.unlock();
  ended.wait();
}

// On one P: unlock of a starving mutex comes back when the waiter has had it.
void mutex_handoff() {
  constexpr int64_t kLong_ns = 1'100'000;
  Mutex m;
  bool had = false;
  WaitGroup ended;
  m.lock();
  ended.go([&] {
    m.lock();
    had = true;
    m.unlock();
  });
  until_parked(WaitReason::mutex_lock, 1);
  spend(kLong_ns);
  m.unlock();  // not starving yet: it is woken, and finds out
  m.lock();
  Gosched();
  expect(!had, "mutex_handoff: it was locked");
  m.unlock();
  expect(had, "mutex_handoff: it was not handed over");
  ended.wait();
}

// TestMutexFairness: beside one that hardly lets go, another has its turns.
void mutex_fairness() {
  Mutex m;
  Hog hog(m);
  for (int turn = 0; turn < 2; turn++) {
    spend(kHold_ns);
    m.lock();
    m.unlock();
  }
  hog.stop();
}

// Who has waited for a millisecond has it soon after.
void mutex_starvation() {
  constexpr int64_t kThreshold_ns = 1'000'000, kMost_ns = 2 * kThreshold_ns + 20 * kHold_ns;
  constexpr uint32_t kWaiters = 3;
  Mutex m;
  Hog hog(m);
  WaitGroup ended;
  for (uint32_t i = 0; i < kWaiters; i++) {
    ended.go([&] {
      int64_t const start_ns = nanotime();
      m.lock();
      expect(!pace.exact || nanotime() - start_ns <= kMost_ns, "mutex_starvation: waited too long");
      m.unlock();
    });
  }
  ended.wait();
  hog.stop();
  expect(m.try_lock(), "mutex_starvation: still starving");
}

}  // namespace burrow::scenario

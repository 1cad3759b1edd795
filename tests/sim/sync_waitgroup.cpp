// WaitGroup and Once: the cases of Go's sync/waitgroup_test.go, once_test.go and oncefunc_test.go.
#include "tests/sim/scenarios.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

// TestWaitGroup: nobody leaves before all have come; the groups serve again.
void wait_group() {
  constexpr int32_t kMany = 6;
  WaitGroup come, leave;
  Inside left;
  for (int round = 0; round < 3; round++) {
    WaitGroup ended;
    come.add(kMany);
    leave.add(kMany);
    for (int32_t i = 0; i < kMany; i++) {
      ended.go([&] {
        come.done();
        leave.wait();
        left.change(1);
      });
    }
    come.wait();
    for (int32_t i = 0; i < kMany; i++) {
      expect(left.get() == round * kMany, "wait_group: left too soon");
      leave.done();
    }
    ended.wait();
    expect(left.get() == (round + 1) * kMany, "wait_group: not everyone left");
  }
}

// TestWaitGroupRace, TestWaitGroupGo: what came before done is seen after wait; the group goes away at once.
void wait_group_race() {
  for (int round = 0; round < 10; round++) {
    WaitGroup group;
    Inside done;
    int32_t last = 0;
    group.add(1);
    go([&] {
      done.change(1);
      group.done();
    });
    group.go([&](int32_t by) { done.change(last = by); }, 1);
    group.wait();
    expect(done.get() == 2 && last == 1, "wait_group_race: came back too soon");
  }
}

// A goroutine of the group that ends by Goexit has ended.
void wait_group_goexit() {
  WaitGroup group;
  group.go([] { Goexit(); });
  group.wait();
}

// TestWaitGroupMisuse2, -3: an add that comes while the group is on its way to zero, or before all have noticed.
void wait_group_misuse() {
  for (int round = 0; round < 5; round++) {
    WaitGroup group, ended;
    Inside here;
    group.add(1);
    for (int i = 0; i < 2; i++) {
      ended.go([&] { group.wait(); });
    }
    ended.go([&] {
      here.change(1);
      group.add(1);
      group.done();
    });
    while (here.get() == 0) {
      Gosched();
    }
    group.done();
    group.add(1);
    group.done();
    ended.wait();
  }
}

// TestOnce: run once, and whoever comes back comes after it.
void once() {
  constexpr int kCallers = 6;
  Once once;
  int runs = 0;
  bool over = false;
  WaitGroup ended;
  for (int i = 0; i < kCallers; i++) {
    ended.go([&] {
      once.run([&] {
        runs++;
        Gosched();
        over = true;
      });
      expect(runs == 1 && over, "once: came back before it was over");
    });
  }
  ended.wait();
}

// TestOncePanic, with the only early end there is.
void once_goexit() {
  Once once;
  WaitGroup ended;
  ended.go([&] {
    once.run([] { Goexit(); });
    expect(false, "once_goexit: came back");
  });
  ended.wait();
  once.run([] { expect(false, "once_goexit: ran again"); });
}

static int calls_of_counted;
static void counted() { calls_of_counted++; }

// TestOnceFunc, TestOnceValue
void once_func() {
  calls_of_counted = 0;
  int calls = 0;
  OnceFunc count([&] { calls++; });
  OnceFunc plain(counted);
  OnceValue answer([&] {
    calls++;
    return 42;
  });
  WaitGroup ended;
  for (int i = 0; i < 3; i++) {
    ended.go([&] {
      count();
      plain();
      expect(answer() == 42, "once_func: another value");
    });
  }
  ended.wait();
  expect(calls == 2 && calls_of_counted == 1, "once_func: called more than once");
}

}  // namespace burrow::scenario

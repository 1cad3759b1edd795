// Goexit ends a goroutine in the middle, after its deferred calls, the latest first. When the main goroutine ends this way, the
// others go on; when they are done too, that is a deadlock with words of its own. Go: TestGoexitDeadlock (crash_test.go).
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

[[gnu::noinline]] void leave(uint32_t volatile const* reasons) {
  if (*reasons > 0) {
    Goexit();
  }
}

[[gnu::noinline]] void deep(uint32_t volatile const* reasons) {
  leave(reasons);
  expect(false, "goexit: it came back");
}

}  // namespace

void goexit() {
  WaitGroup ended;
  uint32_t order = 0, first = 0, second = 0;
  ended.add(1);
  go([&] {
    Defer last([&] { ended.done(); });
    Defer outer([&] { second = ++order; });
    Defer inner([&] { first = ++order; });
    uint32_t volatile const one = 1;
    deep(&one);
  });
  ended.wait();
  expect(first == 1 && second == 2, "goexit: deferred calls are made, the latest first");
  print("goexit: the main goroutine goes first\n");
  go([] {
    for (int round = 0; round < 10; round++) {
      Gosched();
    }
    print("goexit: and one that was left has ended\n");
  });
  Goexit();
}

}  // namespace burrow::tasks

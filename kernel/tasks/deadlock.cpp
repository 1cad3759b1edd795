// Everyone waits for somebody else: the scheduler notices and says so. Ends in "all goroutines are asleep - deadlock!".
#include "runtime/runtime.h"

namespace burrow::tasks {

void deadlock() {
  Sema never;
  WaitGroup nobody;
  nobody.add(1);
  for (int i = 0; i < 3; i++) {
    go([&] { nobody.wait(); });
  }
  print("deadlock: four goroutines wait for ever\n");
  never.acquire();
  expect(false, "deadlock: nobody could have woken the main goroutine");
}

}  // namespace burrow::tasks

// The first goroutine: main starts one and waits for it.
#include "runtime/runtime.h"

namespace burrow::tasks {

void hello() {
  WaitGroup ended;
  uint64_t child = 0;
  ended.add(1);
  go([&] {
    Place here = place();
    print("hello from goroutine ", goid(), " on core ", here.core, " with P", here.p, '\n');
    child = goid();
    ended.done();
  });
  ended.wait();
  expect(child != 0 && child != goid(), "hello: the goroutine has run and has a goid of its own");
}

}  // namespace burrow::tasks

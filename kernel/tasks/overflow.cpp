// Recursion without end runs into the guard page below the stack. Ends in "goroutine stack exceeds … limit".
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

[[gnu::noinline]] uint64_t sink_in(uint64_t depth, uint64_t volatile const* limit) {
  uint64_t volatile frame[32];
  frame[depth % 32] = depth;
  uint64_t below = depth < *limit ? sink_in(depth + 1, limit) : 0;
  return below + frame[depth % 32];
}

}  // namespace

void overflow() {
  uint64_t volatile const none = UINT64_MAX;
  print("overflow: recurses without end\n");
  uint64_t depth = sink_in(0, &none);
  print("overflow: came back from ", depth, '\n');
  expect(false, "overflow: a stack without end");
}

}  // namespace burrow::tasks

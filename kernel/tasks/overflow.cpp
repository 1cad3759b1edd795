// A recursion of 300 KiB, which runs into the guard page below a stack of 256 KiB. Ends in "goroutine stack exceeds … limit".
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr size_t kDepth = 300 << 10;

[[gnu::noinline]] uint64_t sink_in(uintptr_t bottom) {
  uint64_t volatile frame[32];
  frame[bottom % 32] = 1;
  uint64_t frames = reinterpret_cast<uintptr_t>(frame) > bottom ? sink_in(bottom) : 0;
  return frames + frame[bottom % 32];
}

}  // namespace

void overflow() {
  print("overflow: recurses ", kDepth >> 10, " KiB deep\n");
  uint64_t frames = sink_in(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - kDepth);
  print("overflow: came back from ", frames, " frames\n");
  expect(false, "overflow: the stack is too large for this task");
}

}  // namespace burrow::tasks

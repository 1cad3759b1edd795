// Stacks grow as they are touched: goroutines recurse until 224 KiB of frames lie on each stack, yield there, and find
// every frame as they left it on the way back. A stack of 256 KiB ends not far below.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr size_t kDepth = 224 << 10;
constexpr uint32_t kClimbers = 8;
constexpr size_t kShallow = 64 << 10;
constexpr uint32_t kCrowd = 200;

struct Climb {
  // relaxed: main reads them after ended.wait()
  std::atomic<uint64_t> frames = 0;
  std::atomic<uint64_t> spoilt = 0;
  WaitGroup ended;
};

// Fills a frame, has all below it filled and checked, then checks its own.
[[gnu::noinline]] void descend(Climb* climb, uintptr_t top, size_t depth, uint64_t seed) {
  uint64_t volatile frame[128];
  for (uint64_t i = 0; i < 128; i++) {
    frame[i] = seed + i;
  }
  climb->frames.fetch_add(1, relaxed);
  if (top - reinterpret_cast<uintptr_t>(frame) < depth) {
    descend(climb, top, depth, seed + 128);
  } else {
    Gosched();
  }
  for (uint64_t i = 0; i < 128; i++) {
    climb->spoilt.fetch_add(frame[i] != seed + i, relaxed);
  }
}

// New stacks take pages too: those that the core laid by for this goroutine must still be there after a crowd of them.
void grow_after_spawning() {
  Climb climb;
  Sema gate;
  climb.ended.add(kCrowd);
  for (uint32_t i = 0; i < kCrowd; i++) {
    go([&climb, &gate] {
      gate.acquire();
      climb.ended.done();
    });
  }
  descend(&climb, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)), kShallow, 1);
  for (uint32_t i = 0; i < kCrowd; i++) {
    gate.release();
  }
  climb.ended.wait();
  expect(climb.spoilt.load(relaxed) == 0, "growth: the stack grew beside a crowd of new ones");
}

}  // namespace

void growth() {
  grow_after_spawning();
  Climb climb;
  climb.ended.add(kClimbers);
  for (uint64_t climber = 0; climber < kClimbers; climber++) {
    go([&climb, climber] {
      descend(&climb, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)), kDepth, climber << 32);
      climb.ended.done();
    });
  }
  climb.ended.wait();
  uint64_t frames = climb.frames.load(relaxed);
  print("growth: ", kClimbers, " stacks of ", frames / kClimbers, " frames, ", kDepth >> 10, " KiB each\n");
  expect(climb.spoilt.load(relaxed) == 0, "growth: every frame kept what was written");
}

}  // namespace burrow::tasks

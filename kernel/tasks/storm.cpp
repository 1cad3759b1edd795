// A hundred thousand goroutines, each of which runs exactly once. A thousand are alive at most, so they share as many
// stacks: a dead goroutine's stack serves the next one.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kGoroutines = 100'000;
constexpr uint32_t kAlive = 1000;
constexpr uint32_t kMostStacks = kGoroutines / 10;

struct Storm {
  Sema room;  // how many more may live
  std::atomic<uint64_t> count = 0;
  std::atomic<uint64_t> sum = 0;  // with squares: one that ran twice can't make up for one that is missing
  std::atomic<uint64_t> squares = 0;
  std::atomic<uintptr_t> lowest = UINTPTR_MAX;
  std::atomic<uintptr_t> highest = 0;
  std::atomic<uintptr_t> differing = 0;  // address bits in which two stacks differ
  WaitGroup ended;
};

// relaxed: only the last value counts, and main reads it after ended.wait()
template <class Better>
void improve(std::atomic<uintptr_t>& best, uintptr_t value, Better better) {
  uintptr_t old = best.load(relaxed);
  while (better(value, old) && !best.compare_exchange_weak(old, value, relaxed)) {
    arch::cpu_relax();
  }
}

void drop(Storm* storm, uint64_t number) {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  improve(storm->lowest, here, [](uintptr_t a, uintptr_t b) { return a < b; });
  improve(storm->highest, here, [](uintptr_t a, uintptr_t b) { return a > b; });
  storm->differing.fetch_or(here ^ storm->lowest.load(relaxed), relaxed);
  storm->count.fetch_add(1, relaxed);
  storm->sum.fetch_add(number, relaxed);
  storm->squares.fetch_add(number * number, relaxed);
  storm->room.release();
  storm->ended.done();
}

// All drops have the same frame at the same place of their stacks: the frames lie whole stacks apart.
uint64_t stacks_used(Storm const& storm) {
  uintptr_t differing = storm.differing.load(relaxed);
  uintptr_t stack_bytes = differing & -differing;
  return stack_bytes == 0 ? 1 : (storm.highest.load(relaxed) - storm.lowest.load(relaxed)) / stack_bytes + 1;
}

}  // namespace

void storm() {
  Storm storm;
  int64_t start = nanotime();
  storm.ended.add(kGoroutines);
  for (uint32_t i = 0; i < kAlive; i++) {
    storm.room.release();
  }
  uint64_t sum = 0, squares = 0;
  for (uint64_t number = 0; number < kGoroutines; number++) {
    storm.room.acquire();
    go(drop, &storm, number);
    sum += number;
    squares += number * number;
  }
  storm.ended.wait();
  int64_t each_ns = (nanotime() - start) / kGoroutines;
  uint64_t stacks = stacks_used(storm);
  print("storm: ", storm.count.load(relaxed), " goroutines on at most ", stacks, " stacks, ", each_ns, " ns each\n");
  expect(storm.count.load(relaxed) == kGoroutines && storm.sum.load(relaxed) == sum &&
             storm.squares.load(relaxed) == squares, "storm: every goroutine ran exactly once");
  expect(stacks <= kMostStacks, "storm: stacks are used again");
}

}  // namespace burrow::tasks

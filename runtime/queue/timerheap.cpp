// Go: siftUp, siftDown, deleteMin, updateMinWhenHeap (time.go). Differs: each timer knows its place, so that any can be taken
// out; the array never moves, so that no lock is held over a copy of it.
#include "runtime/queue/timerheap.h"

#include <algorithm>

#include "runtime/base/fatal.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"

namespace burrow {

static constexpr uint32_t kBranches = 4;

static TimerSlot& slot(TimerHeap const& heap, uint32_t at) {
  uint32_t page = at / TimerHeap::kPerPage;
  return heap.directory[page / TimerHeap::kPerDirectory][page % TimerHeap::kPerDirectory][at % TimerHeap::kPerPage];
}

static void put(TimerHeap& heap, uint32_t at, TimerSlot value) {
  slot(heap, at) = value;
  value.timer->at = at;
}

template <class T>
static void give_page(T*& place) {
  if (place == nullptr) {
    place = static_cast<T*>(arch::sys_alloc(arch::kPageSize));
    require(place != nullptr, "out of memory (timers)");
  }
}

static void grow(TimerHeap& heap) {
  require(heap.room < TimerHeap::kMost, "too many timers");
  uint32_t page = heap.room / TimerHeap::kPerPage;
  TimerSlot**& directory = heap.directory[page / TimerHeap::kPerDirectory];
  give_page(directory);
  give_page(directory[page % TimerHeap::kPerDirectory]);
  heap.room += TimerHeap::kPerPage;
}

// value has no place yet; the one at `at` is free.
static void sift_up(TimerHeap& heap, uint32_t at, TimerSlot value) {
  while (at > 0) {
    uint32_t above = (at - 1) / kBranches;
    if (slot(heap, above).when <= value.when) {
      break;
    }
    put(heap, at, slot(heap, above));
    at = above;
  }
  put(heap, at, value);
}

// The earliest below `at`; n: there is none.
static uint32_t earliest_below(TimerHeap const& heap, uint32_t at) {
  uint32_t first = at * kBranches + 1;
  uint32_t best = first < heap.n ? first : heap.n;
  for (uint32_t child = first + 1; child < first + kBranches && child < heap.n; child++) {
    if (slot(heap, child).when < slot(heap, best).when) {
      best = child;
    }
  }
  return best;
}

static void sift_down(TimerHeap& heap, uint32_t at, TimerSlot value) {
  for (;;) {
    uint32_t child = earliest_below(heap, at);
    if (child == heap.n || slot(heap, child).when >= value.when) {
      break;
    }
    put(heap, at, slot(heap, child));
    at = child;
  }
  put(heap, at, value);
}

static void sift(TimerHeap& heap, uint32_t at, TimerSlot value) {
  if (at > 0 && value.when < slot(heap, (at - 1) / kBranches).when) {
    sift_up(heap, at, value);
  } else {
    sift_down(heap, at, value);
  }
}

void timerheap_push(TimerHeap& heap, RuntimeTimer* timer) {
  if (heap.n == heap.room) {
    grow(heap);
  }
  sift_up(heap, heap.n++, {timer->when, timer});
}

void timerheap_remove(TimerHeap& heap, RuntimeTimer* timer) {
  require(timer->at < heap.n && slot(heap, timer->at).timer == timer, "timer data corruption");
  TimerSlot last = slot(heap, --heap.n);
  if (last.timer != timer) {
    sift(heap, timer->at, last);
  }
}

RuntimeTimer* timerheap_top(TimerHeap const& heap) { return heap.n == 0 ? nullptr : slot(heap, 0).timer; }
RuntimeTimer* timerheap_at(TimerHeap const& heap, uint32_t at) { return slot(heap, at).timer; }

int64_t timeSleepUntil() {
  int64_t earliest = arch::kNever;
  // acq: pairs with rel in procresize
  for (uint32_t id = 0, n = gomaxprocs.load(acquire); id < n; id++) {
    int64_t when = allp[id]->timers.minWhen.load(relaxed);  // relaxed: a hint, or after a fence
    earliest = when == 0 ? earliest : std::min(earliest, when);
  }
  return earliest;
}

uint32_t timers_armed() {
  uint32_t sum = 0;
  // acq: pairs with rel in procresize
  for (uint32_t id = 0, n = gomaxprocs.load(acquire); id < n; id++) {
    sum += allp[id]->timers.armed.load(relaxed);  // relaxed: exact while nobody arms one
  }
  return sum;
}

}  // namespace burrow

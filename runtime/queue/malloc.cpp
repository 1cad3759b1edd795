// Go: mallocgc, mcache.refill, mcache.releaseAll (malloc.go, mcache.go). Differs: an object is a link in a list of its class, or
// it is given out; there are no spans, so memory of one class never becomes another's.
//
// H1  A free object is on one list. Lists at a P are its M's, those in sched.heap are heaplock's.
// H2  A list at a P is shorter than kLocalMax.
#include "runtime/queue/malloc.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "arch/arch.h"
#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"

namespace burrow {

using arch::getg;

static constexpr uint32_t kLocalMax = 64;
static constexpr uint32_t kBatch = 16;
static constexpr size_t kMaxBytes = size_t{1} << 30;

static constexpr size_t class_bytes(uint32_t number) {
  return number == 0 ? 16 : (number % 2 == 1 ? size_t{32} : size_t{48}) << (number - 1) / 2;
}

static constexpr uint32_t size_class(size_t bytes) {
  if (bytes <= 16) {
    return 0;
  }
  auto power = static_cast<uint32_t>(std::bit_width(std::max<size_t>(bytes, 32) - 1));  // bytes <= 1 << power
  uint32_t number = 2 * (power - 5) + 1;
  return number > 1 && bytes <= class_bytes(number - 1) ? number - 1 : number;
}

static_assert(size_class(kMaxBytes) < kSizeClasses && class_bytes(kSizeClasses - 1) >= kMaxBytes);
static_assert(size_class(17) == 1 && size_class(33) == 2 && size_class(49) == 3 && size_class(2048) == kCachedClasses - 1);

static void push(FreeList& list, void* object) {
  list.head = new (object) FreeObject{list.head};
  list.length++;
}

static FreeObject* pop(FreeList& list) {
  FreeObject* object = list.head;
  if (object != nullptr) {
    list.head = object->next;
    list.length--;
  }
  return object;
}

// holds heaplock: the list gets at least one object. A page alone may be one that was in use before.
static void grow(FreeList& list, size_t bytes) {
  size_t chunk = align_up(kBatch * bytes, arch::kPageSize);
  void* memory = arch::sys_alloc(chunk);
  if (memory == nullptr) {
    chunk = arch::kPageSize;
    memory = arch::sys_alloc(chunk);
  }
  require(memory != nullptr, "out of memory (heap)");
  auto at = reinterpret_cast<uintptr_t>(memory);
  for (size_t offset = 0; offset + bytes <= chunk; offset += bytes) {
    push(list, reinterpret_cast<void*>(at + offset));
  }
}

// Moves up to n objects.
static void move(FreeList& to, FreeList& from, uint32_t n) {
  for (; n > 0 && from.head != nullptr; n--) {
    push(to, pop(from));
  }
}

// To a list at a P.
static void refill(FreeList& local, uint32_t number) {
  lock(sched.heaplock);
  FreeList& shared = sched.heap[number];
  if (shared.head == nullptr) {
    grow(shared, class_bytes(number));
  }
  move(local, shared, kBatch);
  unlock(sched.heaplock);
}

// Of a class of which no P keeps any. Zeroing takes its time, so it is done once and without the lock.
static void* large(uint32_t number) {
  lock(sched.heaplock);
  void* object = pop(sched.heap[number]);
  unlock(sched.heaplock);
  if (object != nullptr) {
    return std::memset(object, 0, class_bytes(number));
  }
  object = arch::sys_alloc(class_bytes(number));
  require(object != nullptr, "out of memory (heap)");
  return object;
}

static void spill(FreeList& local, uint32_t number, uint32_t n) {
  lock(sched.heaplock);
  move(sched.heap[number], local, n);
  unlock(sched.heaplock);
}

static void count(P* pp, int64_t bytes) {
  pp->mcache.live.store(pp->mcache.live.load(relaxed) + bytes, relaxed);  // relaxed: one writer
}

static P* own_p() {
  P* pp = getg()->m->p;
  require(pp != nullptr, "malloc without a P");
  return pp;
}

void* mallocgc(size_t bytes) {
  require(bytes <= kMaxBytes, "out of memory (heap)");
  P* pp = own_p();
  uint32_t const number = size_class(bytes);
  count(pp, static_cast<int64_t>(class_bytes(number)));
  if (number >= kCachedClasses) {
    return large(number);
  }
  FreeList& local = pp->mcache.free[number];
  if (local.head == nullptr) {
    refill(local, number);
  }
  return std::memset(static_cast<void*>(pop(local)), 0, class_bytes(number));
}

void gcfree(void* object, size_t bytes) {
  require(object != nullptr && bytes <= kMaxBytes, "gcfree: no object");
  P* pp = own_p();
  uint32_t const number = size_class(bytes);
  FreeList one = {};
  FreeList& local = number < kCachedClasses ? pp->mcache.free[number] : one;
  count(pp, -static_cast<int64_t>(class_bytes(number)));
  push(local, object);
  if (number >= kCachedClasses) {
    spill(local, number, 1);
  } else if (local.length == kLocalMax) {
    spill(local, number, kLocalMax / 2);
  }
}

int64_t heap_live() {
  int64_t live = 0;
  for (uint32_t id = 0; id < kMaxProcs && allp[id] != nullptr; id++) {
    live += allp[id]->mcache.live.load(relaxed);  // relaxed: a snapshot
  }
  return live;
}

void mcache_flush(P* pp) {
  for (uint32_t number = 0; number < kCachedClasses; number++) {
    if (pp->mcache.free[number].length != 0) {
      spill(pp->mcache.free[number], number, kLocalMax);
    }
  }
}

}  // namespace burrow

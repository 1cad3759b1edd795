// Free objects of the heap, in lists by size. Go: mcache, mcentral, sizeclasses.go. Its operations are in queue/malloc.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/base/atomic.h"

namespace burrow {

struct FreeObject {
  FreeObject* next;
};

struct FreeList {
  FreeObject* head;
  uint32_t length;
};

// Sizes in bytes: 16, 32, 48, 64, 96, 128, 192, … two to each power of two, up to 1.5 GiB.
inline constexpr uint32_t kSizeClasses = 53;
inline constexpr uint32_t kCachedClasses = 14;  // up to 2 KiB: these have lists at each P

// A P's part. Go: mcache
struct MCache {
  // -- owner M only
  FreeList free[kCachedClasses];
  // -- owner writes, anyone reads: relaxed
  Atomic<int64_t> live;  // bytes given out less bytes taken back here; below zero where others' objects end
};

}  // namespace burrow

// Memory for what outlives a call: channels, timers. Go: mallocgc (malloc.go). Differs: there is no collector; who has an
// object gives it back, with its size.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/model/fwd.h"

namespace burrow {

// on g | g0, with a P · may neither (takes sched.heaplock). Zeroed, aligned to 16; fatal when out of memory, or for more than
// 1 GiB. Nothing is allocated in interrupt context.
void* mallocgc(size_t bytes);
void gcfree(void* object, size_t bytes);  // bytes: as given to mallocgc

int64_t heap_live();       // any: bytes given out and not back, rounded up to their classes; exact while nobody else runs
void mcache_flush(P* pp);  // on g0: what pp keeps becomes everybody's; the world is stopped

}  // namespace burrow

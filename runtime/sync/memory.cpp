// Go: MemStats, ReadMemStats (mstats.go), debug.FreeOSMemory (mheap.go). Differs: what can be given back is stacks; the heap
// keeps its memory.
#include "runtime/model/g.h"
#include "runtime/model/sched.h"
#include "runtime/queue/malloc.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/world.h"

namespace burrow {

MemStats ReadMemStats() {
  arch::MemoryStats const memory = arch::memory_stats();
  uint64_t const chunks = (sched.allglen.load(relaxed) + kGChunk - 1) / kGChunk;  // relaxed: a snapshot
  return {.Sys = memory.sys,
          .Free = memory.free,
          .Limbo = memory.limbo,
          .Reserved = memory.reserved,
          .StackInuse = memory.stacks,
          .StackSys = memory.tables,
          .OtherSys = memory.other,
          .GSys = chunks * kGChunk * sizeof(G),
          .HeapAlloc = static_cast<uint64_t>(heap_live())};
}

void FreeOSMemory() {
  HoldWorld hold;
  systemstack([](void*) { shrink_stacks(); }, nullptr);
}

}  // namespace burrow

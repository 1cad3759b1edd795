// Physical memory: pages out of BootInfo's RAM, lowest first, and those that stacks have given back. Also arch::sys_alloc
// (Go: sysAlloc), which gives memory away for good.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "arch/bare.h"
#include "kernel/pages.h"

namespace burrow::bare {

// on g0, on g, or before the scheduler starts · irq any, but no interrupt takes it · neither; sections are short. A holder on g is not
// preempted, because its section lies in burrow_text.
class SpinLock {
 public:
  void lock();
  void unlock();

 private:
  std::atomic<uint32_t> held_{0};  // any core; xchg acq in lock pairs with rel in unlock
};

// on the boot core, first of all; the early page tables cover the lowest free pages. false: no memory.
bool memory_init(BootInfo const& boot);

enum class Use : uint8_t { stack, table, other };  // what memory_stats counts a page as; stack: the caller counts it

void* page_alloc(Use use);         // one zeroed page, identity-mapped; nullptr: none left, and none to wait for
void* page_at_once();              // likewise, uncounted, without waiting for limbo
void pages_free(PageList& pages);  // takes them all

// -- stack_pages.cpp
void* page_from_limbo();           // waits for those in limbo; nullptr: there are none, or it takes too long
bool reclaim();                    // frees some of what has been released and forgotten. false: nothing was in limbo
struct StackPages {
  uint64_t reserved, committed, limbo;
};
StackPages stack_pages();          // how many; a snapshot
uint32_t reserved_pages();         // irq masked: what this core has laid by for stacks

}  // namespace burrow::bare

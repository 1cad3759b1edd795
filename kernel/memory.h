// Physical memory: pages out of BootInfo's RAM, lowest first, never given back. Also arch::sys_alloc (Go: sysAlloc).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "arch/bare.h"

namespace burrow::bare {

// on g0, on g in a system call, or before the scheduler starts · irq any · neither; sections are short.
class SpinLock {
 public:
  void lock();
  void unlock();

 private:
  std::atomic<uint32_t> held_{0};  // any core; xchg acq in lock pairs with rel in unlock
};

// on the boot core, first of all; the early page tables cover the lowest free pages. false: no memory.
bool memory_init(BootInfo const& boot);

uint32_t reserved_pages();  // irq masked: what this core has laid by for stacks

}  // namespace burrow::bare

// A machine for unit tests: a core is a host thread, the clock stands still unless a test moves it, and sleeps, pokes
// and deadlines are recorded. Differs from a real one: no interrupts, no stack
// switch; a Gobuf's sp points to the Context that it stands for.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "arch/arch.h"

namespace burrow::bench {

inline constexpr uint32_t kCores = 8;

struct CoreLog {
  // -- any thread, under Machine::mutex
  bool poked;          // since its last outermost irq_save
  uint32_t pokes;
  // -- owner
  uint32_t parks;
  int32_t masked;      // nested irq_save
  uint32_t deadlines;  // calls of set_deadline
  int64_t deadline_ns; // the last one
};

struct Machine {
  std::atomic<int64_t> now_ns;
  std::atomic<int64_t> relax_ns;    // how far cpu_relax moves the clock
  std::atomic<uint64_t> relaxes;

  // -- what else happens at these moments on this core; without on_park, park_core waits for a poke from another thread
  std::function<void()> on_irq_save;  // after masking
  std::function<void()> on_nanotime;  // before the clock is read
  std::function<void()> on_park;

  uintptr_t async_preempt_pc;       // lies in asyncPreempt
  uintptr_t interrupted_lr;

  std::mutex mutex;
  std::condition_variable poke;
  // -- mutex
  std::array<CoreLog, kCores> cores;
  std::vector<arch::StackArea> released;
  bool released_locked;  // one of them under a lock
  std::string console;
  std::vector<std::unique_ptr<char[]>> memory;  // by sys_alloc
  bool no_memory;       // sys_alloc fails
  bool only_pages;      // for more than a page
  bool grown_locked;    // sys_alloc was called under a lock
  char fresh;           // what memory by sys_alloc is full of
};
extern Machine machine;

void reset_machine();
void become_core(uint32_t id);  // this host thread is core id from now on
CoreLog& this_core();

}  // namespace burrow::bench

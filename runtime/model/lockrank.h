// Every lock of the runtime, once, in the order in which they may be taken: a lock only while all held ones stand above it
// in this list. Go: lockrank.go.
#pragma once

#include <cstdint>

namespace burrow {

enum class LockRank : uint8_t {
  none,
  sysmon,  // the duty to look after system calls
  hchan,   // a channel; several of them by rising address: lock_ascending
  timer,   // a timer that starts a goroutine: who stops or resets it
  timers,  // a P's heap of timers
  sema,    // a semaphore's count and waiters, or a condition's waiters
  sched,   // sched.lock: idle lists, the global queue
  allg,    // allglock: the table of all Gs
  gfree,   // sched.gfree: dead Gs shared by all Ps
  heap,    // sched.heap: free objects shared by all Ps
  print,   // the console; nothing is called under it but arch::write
};

char const* lockrank_name(LockRank rank);

}  // namespace burrow

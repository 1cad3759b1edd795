// Page faults for stack growth at awkward moments. What an interrupt or another core does to a stack is in tests/iron.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

void grow_with_lock();     // of every rank in turn
void grow_in_syscall();    // without a P
void spill_at_boundary();  // preempted with sp just above a page that is not there
void spill_at_end();       // and with hardly any stack left

inline constexpr Named kFaults[] = {
    {"grow_with_lock", grow_with_lock},
    {"grow_in_syscall", grow_in_syscall},
    {"spill_at_boundary", spill_at_boundary},
    {"spill_at_end", spill_at_end},
};
inline constexpr uint32_t kFaultCount = sizeof kFaults / sizeof kFaults[0];

// -- for these and the ones on iron
uintptr_t fresh_page();       // on g: the highest page of its own stack that is not there, with some room below it
uint64_t growths();           // stacks that newstack has grown, on all Ms: not those mapped for someone else
bool reach(uintptr_t page, uint32_t salt = 0);  // on g: recurses until sp lies in the page; whether every frame was kept

void new_g_next();            // on g · m.locks raised: the next go() of this M takes a G that was never used

// Starts f on a stack of which only the first page is there.
template <class F>
void go_fresh(F f) {
  M* mp = acquirem();
  new_g_next();
  go(f);
  releasem(mp);
}

// Runs f so, and waits for it.
template <class F>
void as_goroutine(F f) {
  WaitGroup group;
  group.add(1);
  go_fresh([&] {
    f();
    group.done();
  });
  group.wait();
}

}  // namespace burrow::scenario

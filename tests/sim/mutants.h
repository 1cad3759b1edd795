// The scheduler with one step of a protocol left out, for the invariants to catch. In this build calls between files of
// the runtime lead here (CMakeLists.txt renames them); with Mutant::none they go on to the real function.
#pragma once

#include <cstdint>

namespace burrow::mutant {

enum class Mutant : uint8_t {
  none,
  ready_without_wakep,
  newproc_without_wakep,
  stopm_without_last_look,
  found_work_without_wakep,
  startm_without_wakeup,
  note_without_poke,
  stopm_without_checkdead,
  last_look_without_mremove,
  startm_without_pidleput,
  halt_without_pidleput,
  gosched_without_queue,
  gosched_without_dropg,
  newproc_twice_in_queue,
  goexit_without_gfput,
  gopark_unlocks_first,
  handoff_without_goyield,
  mutex_without_starvation,
  mutex_without_handoff,
  mutex_without_lifo,
  // -- of timers
  arm_without_poke,          // the poller sleeps on when an earlier timer comes
  arm_without_wakep,         // nobody polls, and nobody is told to
  poll_without_timers,       // the poller looks at no timer before it sleeps
  poll_without_clock,        // or does not set its own
  awake_and_polling,         // who has woken is the poller still
  look_without_timers,       // whoever looks for work
  resize_without_timers,     // a P goes away with its timers
  handoff_without_wake,      // a P that becomes idle in a system call
  checkdead_without_timers,
  checkdead_always_timers,
  early_timers,
  stop_without_drain,
  chan_without_timer,        // of who waits for a timer's channel
  netpoll_without_poke,
  netpoll_commits_blindly,
  doze_without_irqready,
  // -- not of the scheduler but of the machine
  lost_requests,      // of three requests to all to stop two reach nobody
  no_request,         // and none of them
};

extern Mutant active;
extern uint64_t requests;  // made by who stops the world

}  // namespace burrow::mutant

// Scenarios for single details of the scheduler, each in worlds of its own kind (details_test.cpp).
#pragma once

namespace burrow::scenario {

void every_event();          // what the log has a line for
void frozen();               // a panic elsewhere: freezetheworld
void frozen_in_a_call();     // likewise, and a call that ends then
void blocking_alone();       // a call that gives its P away at once, and nobody who wants it
void stop_beside_entry();    // the world stops while another goroutine enters a long call
void short_calls();          // one P, with work behind each call
void inheritors();           // one P: two that wake each other, before one in the ring
void loops_and_yields();     // goroutines that are preempted, and some that never are

}  // namespace burrow::scenario

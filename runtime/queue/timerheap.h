// The earliest of many timers: a heap of four branches in an array of pages. Go: siftUp, siftDown, deleteMin (time.go).
#pragma once

#include "runtime/model/timer.h"

namespace burrow {

// All: holds the heap's lock · may neither. Of a timer's fields they read `when` and keep `at`.

void timerheap_push(TimerHeap& heap, RuntimeTimer* timer);    // fatal when out of memory
void timerheap_remove(TimerHeap& heap, RuntimeTimer* timer);  // it is in the heap
RuntimeTimer* timerheap_top(TimerHeap const& heap);           // nullptr: empty
RuntimeTimer* timerheap_at(TimerHeap const& heap, uint32_t at);  // at < n

// Any context, without a lock, over all Ps.
int64_t timeSleepUntil();  // when the earliest timer is due; kNever: there is none
uint32_t timers_armed();   // how many there are

}  // namespace burrow

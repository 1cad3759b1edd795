// What comes in by the console, between the interrupt and the goroutine that reads lines. Go: os.Stdin and the terminal behind it.
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/model/device.h"
#include "runtime/model/poll.h"
#include "runtime/model/semaphore.h"

namespace burrow {

// Zeroed storage with a device is a console that does not listen yet.
struct Console {
  static constexpr uint32_t kRingSize = 256;

  // -- set before the first goroutine runs
  ConsoleDevice const* device;  // nullptr: none
  // -- atomic: the interrupt puts, the reader takes. See C5 in sync/console.cpp
  Atomic<uint32_t> head;        // rel by the reader: the slots below are free; acq by the interrupt
  Atomic<uint32_t> tail;        // rel by the interrupt: the slots below are filled; acq by the reader
  Atomic<bool> listens;         // the device interrupts for what comes; written by both
  PollDesc input;               // bytes have come
  // -- the interrupt, then the reader
  char ring[kRingSize];
  // -- whoever has the unit of turn, which stands for the right to read
  Semaphore turn;
  bool after_return;            // a newline that follows belongs to the line that has ended
  bool ended;                   // the end of the input came behind a line without an end
};

}  // namespace burrow

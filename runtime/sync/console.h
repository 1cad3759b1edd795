// For the floor above: the console's input.
#pragma once

#include "runtime/model/device.h"

namespace burrow {

// After schedinit, before the first goroutine runs; once. device stays where it is.
void register_console(ConsoleDevice const& device);

// The device's interrupt, on one core at a time: takes what it has.
void console_interrupt(void*);

}  // namespace burrow

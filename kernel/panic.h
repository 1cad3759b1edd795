// How the kernel ends: one core speaks the last words, all others are stopped first.
#pragma once

#include "arch/arch.h"
#include "kernel/word.h"

namespace burrow {

// While no other core runs goroutines: writes last_line and ends the machine.
[[noreturn]] void end_alone(arch::Verdict verdict, Line& last_line);

// Any context; takes no lock. Stops the other cores before that.
[[noreturn]] void end(arch::Verdict verdict, Line& last_line);

// Alone. Ends with «burrow: usage: » what: the machine or its boot parameters are not what this kernel can work with.
[[noreturn]] void refuse(Line& what);

// For runtime's fatal_hook: reports kind, reason and where this core is, then ends the machine.
[[noreturn]] void panic(char const* kind, char const* reason);

}  // namespace burrow

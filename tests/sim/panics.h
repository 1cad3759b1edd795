// Ends of the machine that a program may bring about in any situation; each comes with these words and one report. Go:
// crash_test.go. tests/iron/CMakeLists.txt reads the rows of this table.
#pragma once

#include "tests/sim/misuse.h"

namespace burrow::scenario {

// -- all wait
void deadlock_tied();
void deadlock_after_work();
void deadlock_after_resize();
void deadlock_users_off();
void deadlock_goexit_tied();
void deadlock_channels();
void deadlock_no_cases();

// -- one fails
void panic_beside_yielders();
void panic_beside_calls();
void panic_beside_hogs();
void panic_tied();
void panic_in_call();
void panic_while_stopped();
void panic_with_locks();
void panic_on_g0();
void panic_after_goexit();

inline constexpr Misuse kPanics[] = {
    {"deadlock_tied", "all goroutines are asleep - deadlock!", deadlock_tied},
    {"deadlock_after_work", "all goroutines are asleep - deadlock!", deadlock_after_work},
    {"deadlock_after_resize", "all goroutines are asleep - deadlock!", deadlock_after_resize},
    {"deadlock_users_off", "all goroutines are asleep - deadlock!", deadlock_users_off},
    {"deadlock_goexit_tied", "no goroutines (main called runtime.Goexit) - deadlock!", deadlock_goexit_tied},
    {"deadlock_channels", "all goroutines are asleep - deadlock!", deadlock_channels},
    {"deadlock_no_cases", "all goroutines are asleep - deadlock!", deadlock_no_cases},
    {"panic_beside_yielders", "meant to end here", panic_beside_yielders},
    {"panic_beside_calls", "meant to end here", panic_beside_calls},
    {"panic_beside_hogs", "meant to end here", panic_beside_hogs},
    {"panic_tied", "meant to end here", panic_tied},
    {"panic_in_call", "meant to end here", panic_in_call},
    {"panic_while_stopped", "meant to end here", panic_while_stopped},
    {"panic_with_locks", "meant to end here", panic_with_locks},
    {"panic_on_g0", "meant to end here", panic_on_g0},
    {"panic_after_goexit", "meant to end here", panic_after_goexit},
};
inline constexpr uint32_t kPanicCount = sizeof kPanics / sizeof kPanics[0];

}  // namespace burrow::scenario

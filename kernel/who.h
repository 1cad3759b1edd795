// Who a core runs, in words, for reports. Any context; takes no lock; believes the scheduler's lists.
#pragma once

#include "kernel/word.h"

namespace burrow {

// Appends "core 1, M 1, P 0, goroutine 7 [running]".
void put_who(Line& line, uint32_t core);

// Whether addr, where a fault was, is beyond the end of a stack; if so, appends Go's three lines, the last one open.
bool put_overflow(Line& line, uintptr_t addr, uintptr_t sp);

}  // namespace burrow

// Who a core runs, in words, for reports. Any context; takes no lock; believes the scheduler's lists.
#pragma once

#include "kernel/word.h"

namespace burrow {

// Appends "core 1, M 1, P 0, goroutine 7 [running]".
void put_who(Line& line, uint32_t core);

// Whether addr lies in the guard page below a stack of the scheduler's; if so, appends whose it is.
bool put_overflow(Line& line, uintptr_t addr);

}  // namespace burrow

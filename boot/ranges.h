// The lists of memory in BootInfo, whatever the loader or the firmware claims. Pure: it runs on the host too.
#pragma once

#include "boot/boot_info.h"

namespace burrow {

bool add_ram(BootInfo& boot, MemoryRange range);  // whole pages of it, ascending; false: the list is full
void join_ram(BootInfo& boot);                    // once all is added: no overlap, no neighbours

// Takes the pages of [base, base + size) out of the usable memory, in any order; with no room left, `problem` says so.
void add_reserved(BootInfo& boot, uint64_t base, uint64_t size);

}  // namespace burrow

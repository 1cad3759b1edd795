// The loader's memory map as BootInfo's ram and reserved.
#pragma once

#include "boot/boot_info.h"
#include "boot/x86_64/bytes.h"

namespace burrow::boot {

// Entries of 24 bytes (PVH hvm_memmap_table_entry): base, size, type (1 is RAM), padding. May set boot.problem.
void read_memory_map(ByteView entries, BootInfo& boot);

}  // namespace burrow::boot

// PVH start info (Xen's arch-x86/hvm/start_info.h) as BootInfo.
#pragma once

#include "boot/boot_info.h"
#include "boot/x86_64/bytes.h"

namespace burrow::boot {

// Fills all of a zeroed boot except what belongs to the image itself. May set boot.problem.
void read_start_info(Physical const& memory, uint64_t address, uint32_t boot_apic_id, BootInfo& boot);

}  // namespace burrow::boot

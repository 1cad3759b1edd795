// Cores, local and I/O APICs and PM timer from the ACPI tables.
#pragma once

#include "boot/boot_info.h"
#include "boot/x86_64/bytes.h"

namespace burrow::boot {

// Follows RSDP -> XSDT or RSDT -> MADT and FADT. boot.ncpu counts the boot core already. May set boot.problem.
void read_acpi(Physical const& memory, uint64_t rsdp, BootInfo& boot);

}  // namespace burrow::boot

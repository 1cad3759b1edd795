// From device tree to BootInfo. Pure: it runs on the host too.
#pragma once

#include "boot/aarch64/fdt.h"
#include "boot/boot_info.h"

namespace burrow {

// Fills boot from the tree; boot_mpidr is the affinity of the core that runs this. What is wrong is told by
// boot.problem, the first thing found. Devices that a tree does not name have address 0.
void read_device_tree(fdt::Bytes tree, uint64_t boot_mpidr, BootInfo& boot);

}  // namespace burrow

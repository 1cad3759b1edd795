// Devices on bus 0 of PCI: looking for one, and where its registers and its interrupt are. PCI Local Bus 3.0, chapter 6.
#pragma once

#include <cstdint>

#include "kernel/devices/virtio.h"

namespace burrow {

inline constexpr uint32_t kPciFunctions = 256;  // device * 8 + function

// on the boot core. Whether function devfn of bus 0 is a modern virtio device of that kind that can be used: its registers are
// mapped, it may write to memory, and handler(arg) is called for its interrupts.
bool virtio_pci_probe(uint32_t devfn, uint32_t kind, void (*handler)(void*), void* arg, VirtioTransport& out);

}  // namespace burrow

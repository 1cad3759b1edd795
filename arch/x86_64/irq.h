// Interrupts of devices: vectors, and the I/O APICs that lead lines to them. 82093AA datasheet.
#pragma once

#include <cstdint>

#include "boot/boot_info.h"

namespace burrow::x86 {

inline constexpr uint32_t kMaxDeviceIrqs = 32;

void irq_init(BootInfo const& boot);      // core 0, once: all inputs masked
uint32_t isa_gsi(uint32_t irq);           // what irq_attach calls the line of an ISA device; bare::kNoIrq: no I/O APIC has it
bool has_gsi(uint32_t gsi);               // whether an I/O APIC has such an input
bool device_interrupt(uint64_t vector);   // masked. Calls the handlers; false: this is no device's vector

}  // namespace burrow::x86

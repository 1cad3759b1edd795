// The local APIC in its memory-mapped mode. SDM vol. 3, 11.
#pragma once

#include <cstdint>

#include "boot/boot_info.h"

namespace burrow::x86 {

enum Vector : uint32_t { kDeviceVector = 0x40, kTimerVector = 0xe0, kPokeVector = 0xe1, kSpuriousVector = 0xff };

void lapic_set_base(BootInfo const& boot);  // core 0, once
void lapic_init();                          // each core
void lapic_eoi();
void lapic_poke(uint32_t apic_id);
void lapic_nmi(uint32_t apic_id);
void lapic_init_core(uint32_t apic_id);
void lapic_start_core(uint32_t apic_id, uint64_t trampoline);

// The one-shot timer, counting down from `count` at its clock or at a 128th of it; 0 stops it.
void lapic_timer_start(uint32_t count, bool by_128);
void lapic_timer_by_tsc();                  // each core: TSC-deadline mode
uint32_t lapic_timer_left();

}  // namespace burrow::x86

// The interrupt controller. Each core has three interrupts: the timer's PPI, the poke (SGI 0) and the panic's stop (SGI 1).
// Those of devices (SPIs) go to core 0.
// The stop is put into group 0 where that is ours to use: it then comes as FIQ and passes irq_save.
#pragma once

#include "arch/aarch64/core.h"

namespace burrow::bare {

inline constexpr uint32_t kPokeSgi = 0;
inline constexpr uint32_t kStopSgi = 1;
inline constexpr uint32_t kFirstSpecial = 1020;  // no interrupt, or not ours

void gic_init(BootInfo const& boot);  // boot core, once: the distributor
void gic_core_init(Core& core);       // each core, once: its own interface
uint32_t gic_ack();                   // what gic_eoi wants back; the interrupt is gic_id() of it
void gic_eoi(uint32_t ack);
inline uint32_t gic_id(uint32_t ack) { return ack & 0x3ff; }
void gic_enable(uint32_t irq);        // boot core: an SPI, level-triggered, for core 0
uint32_t gic_lines();                 // interrupt ids below this exist
bool device_interrupt(uint32_t irq);  // masked. Calls the handlers; false: nobody's
void gic_ack_stop();                  // in the FIQ; never ended, so that nothing interrupts the stopped core's sleep
void gic_send(Core const& target, uint32_t sgi);  // any context; earlier stores are visible to the handler

}  // namespace burrow::bare

namespace burrow::bare::gicv2 {

void init();
void core_init(Core& core);
void enable(uint32_t irq);
uint32_t ack();
void eoi(uint32_t ack);
void send(Core const& target, uint32_t sgi);

}  // namespace burrow::bare::gicv2

namespace burrow::bare::gicv3 {

void init();
void core_init(Core& core);
void enable(uint32_t irq);
uint32_t ack();
void eoi(uint32_t ack);
void ack_group0();
void send(Core const& target, uint32_t sgi);

}  // namespace burrow::bare::gicv3

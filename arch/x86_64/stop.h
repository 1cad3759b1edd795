// The far end of bare::stop_cores.
#pragma once

#include "arch/arch.h"

namespace burrow::x86 {

// In the NMI handler: if another core, panicking, asked for it, says so and halts for good.
void halt_if_stopping(arch::Frame const& frame);

}  // namespace burrow::x86

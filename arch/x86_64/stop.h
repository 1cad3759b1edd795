// The far end of bare::stop_cores.
#pragma once

namespace burrow::x86 {

void halt_if_stopping();  // in the NMI handler: says so and halts for good if another core, panicking, asked for it

}  // namespace burrow::x86

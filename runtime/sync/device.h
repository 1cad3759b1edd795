// For the floor above: which devices there are.
#pragma once

#include "runtime/model/device.h"

namespace burrow {

// After schedinit, before the first goroutine runs. device stays where it is; its name is given once.
void register_device(Device const& device);

}  // namespace burrow

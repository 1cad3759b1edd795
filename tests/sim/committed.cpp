#include "tests/support/committed.h"

#include "arch/sim/sim.h"

namespace burrow {

bool committed(uintptr_t addr) { return sim::committed(addr); }

}  // namespace burrow

// The scenarios of the simulation on real cores.
#pragma once

#include "tests/sim/scenarios.h"

namespace burrow::iron {

// on g. Whether this machine is of the kind that the scenario needs.
bool fits(scenario::Named const& row);

// on g · may switch: returns when the main goroutine is alone again.
void run(scenario::Named const& row);

}  // namespace burrow::iron

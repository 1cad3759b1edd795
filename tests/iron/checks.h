// The tasks of this folder: they know the runtime's insides.
#pragma once

namespace burrow::iron {

void edges();

}  // namespace burrow::iron

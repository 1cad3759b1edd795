// What an exception syndrome (ESR_EL1, Arm ARM D19.2.40) means.
#pragma once

#include <cstdint>

namespace burrow::bare {

bool esr_is_undefined(uint64_t esr);
bool esr_is_unmapped_data(uint64_t esr);  // a load or store without a translation
bool esr_has_address(uint64_t esr);       // FAR_EL1 holds the address
char const* esr_text(uint64_t esr);

}  // namespace burrow::bare

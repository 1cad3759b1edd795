// Moments from durations. Go: when (time/sleep.go)
#pragma once

#include <cstdint>

namespace burrow {

int64_t when_after(int64_t ns);  // any: the moment so many ns from now, above 0; too far is kNever

}  // namespace burrow

// Tasks that run at the same time, each with its own count of failures: see run_as_job in runtime.h. Go: labels (runtime/pprof),
// as far as goroutines inherit them.
#pragma once

#include <cstdint>

namespace burrow {

inline constexpr uint32_t kMaxJobs = 15;

}  // namespace burrow

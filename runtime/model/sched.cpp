// The one place where the scheduler's state lies.
#include "runtime/model/sched.h"

namespace burrow {

constinit Sched sched{};
P* allp[kMaxProcs];
Atomic<uint32_t> gomaxprocs;
M* allm;

}  // namespace burrow

// Holding worldsema: for whoever runs forEachP or suspends goroutines. Go: semacquire(&worldsema).
#pragma once

#include "runtime/model/fwd.h"

namespace burrow {

// From goroutines only · may park on entry. In between the holder is not preempted and must not park.
class HoldWorld {
 public:
  HoldWorld();
  ~HoldWorld();
  HoldWorld(HoldWorld const&) = delete;
  HoldWorld& operator=(HoldWorld const&) = delete;
};

}  // namespace burrow

// A call put off until a scope or its goroutine ends; it lies in that scope. Go: _defer (runtime2.go).
#pragma once

#include "runtime/model/fwd.h"

namespace burrow {

struct Deferred {
  Deferred* link;           // the one put off before it
  void (*fn)(Deferred*);
};

}  // namespace burrow

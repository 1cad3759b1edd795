// A queue of Gs linked through schedlink: first in, first out. Go: gQueue (proc.go). Its operations are one floor up.
#pragma once

#include "runtime/model/fwd.h"

namespace burrow {

struct GQueue {
  G* head;
  G* tail;
};

}  // namespace burrow

// One step on a channel whose lock is held: what a plain operation and a select have in common.
#pragma once

#include "runtime/model/hchan.h"

namespace burrow {

struct Step {
  bool done;    // false: the caller would have to wait
  bool passed;  // a value; false: the channel is closed
  G* wake;      // to be readied once all locks are released
};

// holds c->lock
Step step_send(Hchan* c, void* elem);
Step step_recv(Hchan* c, void* elem);

// on g, no lock: a receive has found the channel closed
void zero_elem(Hchan* c, void* elem);

}  // namespace burrow

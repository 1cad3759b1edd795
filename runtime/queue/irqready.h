// Gs whose devices have answered: interrupt code pushes them, whoever schedules takes them all. Go: what netpoll returns.
// One list, not one for each core: whoever looks, looks at one word. Taken as a whole, so nothing is ever popped from it and an
// address that comes back does no harm.
//
// J1  A G on the list waits and is in no other queue.
// J2  No core sleeps beside one, whenever every core halts or runs task code.
#pragma once

#include "runtime/model/fwd.h"
#include "runtime/model/gqueue.h"

namespace burrow {

// any context · no lock. gp waits, and nobody else will ready it.
void irqready_push(G* gp);

// any context. A hint, but after publish_then_check.
bool irqready_empty();

// any · no lock · returns what was there, the first that came in front; the caller makes them runnable.
GQueue irqready_take();

}  // namespace burrow

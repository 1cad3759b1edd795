// Idle Ps and idle Ms: stacks, the last in first out, under sched.lock.
// Go: pidleput, pidleget, pidlegetSpinning, mput, mget (proc.go).
#pragma once

#include "runtime/model/fwd.h"

namespace burrow {

// All: on g0 · holds sched.lock · may neither

void pidleput(P* pp);   // pp is idle and its queue empty
P* pidleget();          // nullptr: none
P* pidlegetSpinning();  // for work in hand: having found none, leaves needspinning for the next M that goes idle

void mput(M* mp);       // in front; one with Gs locked to it to the end
M* mget(bool locked);   // nullptr: none. locked: if need be one with Gs locked to it, as a stand-in
void mremove(M* mp);    // takes an idle M off the list, from wherever it stands

}  // namespace burrow

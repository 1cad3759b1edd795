// Dead Gs for reuse: up to 64 at each P, the rest shared and without a page of stack. Go: gfput, gfget, gfpurge (proc.go).
#pragma once

#include "runtime/model/fwd.h"

namespace burrow {

// on g0 of pp's M · may neither (takes sched.gfreelock)
void gfput(P* pp, G* gp);  // gp is dead
G* gfget(P* pp);           // nullptr: none. It may have no first page
void gfpurge(P* pp);       // all of pp's to the shared list; the world is stopped

}  // namespace burrow

// The global run queue: first in, first out, under sched.lock. Go: globrunqput, globrunqputhead, globrunqputbatch, globrunqget
// (proc.go).
#pragma once

#include <cstdint>

#include "runtime/model/fwd.h"
#include "runtime/model/sched.h"

namespace burrow {

// on g0 · holds sched.lock · may neither
void globrunqput(G* gp);
void globrunqputhead(G* gp);                       // before all others
void globrunqputbatch(GQueue& batch, uint32_t n);  // batch holds n Gs and is empty afterwards

void runq_to_global(P* pp);                            // all of the local queue of pp, whose owner the caller is

// on g0 · holds sched.lock · may neither · returns a G, having moved a fair share of the rest to pp's queue, or nullptr.
// The share: size / gomaxprocs + 1, at most max (0: no limit) and half of a local queue.
G* globrunqget(P* pp, uint32_t max);

}  // namespace burrow

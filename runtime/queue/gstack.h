// The pages of a G's stack. Go: stackalloc, stackfree (stack.go).
//
// T1  All pages of a stack lie in [committed, stack.hi). A dead G has its first page at most; among those that all Ps share,
//     none.
// T2  What a goroutine finds on its stack below its own frames is zero or its own.
// T3  No page is missing from a G's saved sp up to stack.hi.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/model/fwd.h"

namespace burrow {

// irq masked · any context: a page at addr, from this core's reserve. Already there is success. false: none is left.
bool commit_page(G* gp, uintptr_t addr);

// on g0 · may neither (waits as for a lock): gp's pages below `keep` go back. Nobody is on them.
void release_below(G* gp, uintptr_t keep);

bool has_first_page(G const* gp);  // by who owns a dead G

}  // namespace burrow

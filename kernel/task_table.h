// The tasks of the image, and running those that are asked for. Pure but for the tasks: the simulation has it too.
#pragma once

#include "kernel/params.h"
#include "runtime/runtime.h"

namespace burrow {

// Whether every task is known; if not, error says which one isn't.
bool check_tasks(Params const& params, Line& error);

// on g · may switch · checked. Runs them one after the other, or the first of the table, and puts the last line for that.
// false: something in one of them failed.
bool run_asked(Params const& params, Line& verdict);

}  // namespace burrow

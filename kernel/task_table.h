// The tasks of the image, and running those that are asked for. Pure but for the tasks: the simulation has it too.
#pragma once

#include <span>

#include "kernel/params.h"
#include "runtime/runtime.h"

// The linker's names for the section's bounds; weak, so that a program without a section can say so.
extern "C" [[gnu::weak]] burrow::Task const __start_burrow_tasks[], __stop_burrow_tasks[];

namespace burrow {

inline std::span<Task const> all_tasks() { return {__start_burrow_tasks, __stop_burrow_tasks}; }

// Whether every task is known; if not, error says which one isn't.
bool check_tasks(Params const& params, Line& error);

// on g · may switch · checked. Runs them one after the other, or the first of the table, and puts the last line for that.
// false: something in one of them failed.
bool run_asked(Params const& params, Line& verdict);

}  // namespace burrow

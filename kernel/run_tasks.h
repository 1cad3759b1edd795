// The main goroutine: runs the tasks that the boot line names, then ends the machine with their verdict.
// Go: main (proc.go).
#pragma once

#include "kernel/params.h"

namespace burrow {

[[noreturn]] void print_tasks();   // for list
[[noreturn]] void print_params();  // for help
[[noreturn]] void run_tasks(Params const& params);  // on g

}  // namespace burrow

// All tasks of the image, in the order in which `list` shows them. Supplied by kernel/tasks/table.cpp, and for the
// image of white-box tests by tests/iron/table.cpp.
#pragma once

#include "runtime/runtime.h"

namespace burrow {

extern Task const* const task_table;
extern uint32_t const task_count;

}  // namespace burrow

// All tasks, in the order in which `list` shows them. Supplied by kernel/tasks/table.cpp.
#pragma once

#include "runtime/runtime.h"

namespace burrow {

extern Task const task_table[];
extern uint32_t const task_count;

}  // namespace burrow

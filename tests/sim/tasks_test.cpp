// The kernel's own tasks, as they are, in simulation.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "kernel/task_table.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

struct Expected {
  char const* task;
  WorldEnd end;
};

constexpr Expected kBadEnds[] = {
    {"deadlock", WorldEnd::fatal},
    {"goexit", WorldEnd::fatal},
    {"overflow", WorldEnd::fault},
    {"traceback", WorldEnd::fatal},
};

struct Case {
  Task const* task;
};

void PrintTo(Case const& row, std::ostream* out) { *out << row.task->name; }

struct NotHere {
  char const* task;
  char const* reason;
};

constexpr NotHere kNotHere[] = {
    {"null", "a host would not let the simulation have its fault"},
    {"clash", "likewise"},
    {"stop", "ten thousand stops are minutes in virtual time; scenario stop_the_world has fewer"},
};

bool not_here(Task const& task) {
  for (auto const& [name, reason] : kNotHere) {
    if (strcmp(task.name, name) == 0) {
      return true;
    }
  }
  return false;
}

std::vector<Case> tasks_to_run() {
  std::vector<Case> tasks;
  for (Task const& task : all_tasks()) {
    if (!not_here(task)) {
      tasks.push_back({&task});
    }
  }
  return tasks;
}

WorldEnd expected_end(Task const& task) {
  for (Expected const& row : kBadEnds) {
    if (strcmp(row.task, task.name) == 0) {
      return row.end;
    }
  }
  return WorldEnd::passed;
}

class Tasks : public testing::TestWithParam<Case> {};

TEST_P(Tasks, RunInSimulation) {
  World world{.slice_ns = 1'000'000, .calm = true, .mean_run = 200, .step_limit = 20'000'000,
              .stack_pages = 1 << 12};
  for (uint32_t cores = 1; cores <= 4; cores++) {
    world.cores = cores;
    world.seed = cores + 1;
    run_world(world, GetParam().task->run, expected_end(*GetParam().task));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Tasks, testing::ValuesIn(tasks_to_run()),
                         [](testing::TestParamInfo<Case> const& row) { return std::string(row.param.task->name); });

}  // namespace
}  // namespace burrow

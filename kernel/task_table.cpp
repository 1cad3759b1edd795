// Finding tasks by name, and running them.
#include "kernel/task_table.h"

#include "runtime/model/sched.h"

namespace burrow {

namespace {

Task const* find_task(Word name) {
  for (Task const& task : all_tasks()) {
    if (name == task.name) return &task;
  }
  return nullptr;
}

// on g. Whether nothing in it failed.
bool run_task(Task const& task) {
  uint64_t const before = sched.taskfailures.load(relaxed);
  task.run();
  return sched.taskfailures.load(relaxed) == before;  // rlx: the task has waited for its goroutines
}

}  // namespace

bool check_tasks(Params const& params, Line& error) {
  for (uint32_t i = 0; i < params.ntasks; i++) {
    if (find_task(params.tasks[i]) != nullptr) continue;
    error.put("task=");
    put_shown(error, params.tasks[i]);
    error.put(": no such task; there are");
    for (Task const& task : all_tasks()) error.put(" ", task.name);
    return false;
  }
  return true;
}

bool run_asked(Params const& params, Line& verdict) {
  uint32_t const count = params.ntasks == 0 ? 1 : params.ntasks;
  uint32_t failed = 0;
  for (uint32_t i = 0; i < count; i++) {
    failed += !run_task(params.ntasks == 0 ? all_tasks().front() : *find_task(params.tasks[i]));
  }
  if (failed == 0) {
    verdict.put("burrow: passed");
  } else {
    verdict.put("burrow: failed: ", failed, " of ", count, count == 1 ? " task" : " tasks");
  }
  return failed == 0;
}

}  // namespace burrow

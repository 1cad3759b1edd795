// The main goroutine and what it knows of the tasks. Go: main (proc.go).
#include "kernel/run_tasks.h"

#include "arch/arch.h"
#include "kernel/panic.h"
#include "kernel/task_table.h"
#include "runtime/model/sched.h"

namespace burrow {

namespace {

Task const* find_task(Word name) {
  for (uint32_t i = 0; i < task_count; i++) {
    if (name == task_table[i].name) return &task_table[i];
  }
  return nullptr;
}

void write_line(Line& line) {
  line.put("\n");
  arch::write(line.data(), line.size());
  line.clear();
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
    for (uint32_t row = 0; row < task_count; row++) error.put(" ", task_table[row].name);
    return false;
  }
  return true;
}

void print_tasks() {
  Line line;
  for (uint32_t i = 0; i < task_count; i++) {
    line.put(task_table[i].name, "  ", task_table[i].help);
    write_line(line);
  }
  line.put("burrow: passed");
  end_alone(arch::Verdict::passed, line);
}

void print_params() {
  Line line;
  for (uint32_t row = 0; describe_param(row, line); row++) write_line(line);
  line.put("burrow: passed");
  end_alone(arch::Verdict::passed, line);
}

void run_tasks(Params const& params) {
  uint32_t failed = 0;
  for (uint32_t i = 0; i < params.ntasks; i++) failed += !run_task(*find_task(params.tasks[i]));
  Line line;
  if (failed == 0) {
    line.put("burrow: passed");
    end(arch::Verdict::passed, line);
  }
  line.put("burrow: failed: ", failed, " of ", params.ntasks, params.ntasks == 1 ? " task" : " tasks");
  end(arch::Verdict::failed, line);
}

}  // namespace burrow

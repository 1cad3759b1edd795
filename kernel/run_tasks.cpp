// The main goroutine and what it knows of the tasks. Go: main (proc.go).
#include "kernel/run_tasks.h"

#include "arch/arch.h"
#include "kernel/panic.h"
#include "kernel/task_table.h"

namespace burrow {

namespace {

void write_line(Line& line) {
  line.put("\n");
  arch::write(line.data(), line.size());
  line.clear();
}

}  // namespace

void print_tasks() {
  Line line;
  for (Task const& task : all_tasks()) {
    line.put(task.name, "  ", task.help);
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
  Line verdict;
  bool const passed = run_asked(params, verdict);
  end(passed ? arch::Verdict::passed : arch::Verdict::failed, verdict);
}

}  // namespace burrow

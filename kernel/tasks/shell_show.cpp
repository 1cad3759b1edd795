// What the shell shows: goroutines, the scheduler, memory.
#include <algorithm>

#include "kernel/tasks/shell.h"

namespace burrow::tasks {

namespace {

constexpr size_t kMostGoroutines = 64;

using Row = Text<200>;

void put_left(Row& row, char const* word, size_t width) {
  size_t const end = row.size() + width;
  row.put(word);
  do {
    row.put(' ');
  } while (row.size() <= end);
}

void put_age(Row& row, int64_t ns) {
  Text<24> age;
  if (ns < 0) {
    age.put('-');
  } else if (ns < 10'000'000) {
    age.put(ns / 1'000, " us");
  } else if (ns < 10'000'000'000) {
    age.put(ns / 1'000'000, " ms");
  } else {
    age.put(ns / 1'000'000'000, " s");
  }
  row.put(column(static_cast<char const*>(age.c_str()), 9));
}

void put_place(Row& row, uint32_t number, size_t width) {
  if (number == GoroutineInfo::kNowhere) {
    row.put(column("-", width));
  } else {
    row.put(column(number, width));
  }
}

char const* task_of(Shell const& shell, uint32_t job) { return job == 0 ? "shell" : shell.jobs[job - 1].task->name; }

// Without its namespaces; one that has no name is "func", as in Go.
std::string_view short_name(char const* function) {
  std::string_view name = function == nullptr ? "?" : function;
  if (name.starts_with("burrow::detail::Spawned")) {
    return "func";
  }
  name.remove_prefix(name.rfind(':') + 1);
  return name;
}

void show(Shell const& shell, GoroutineInfo const& info) {
  Row row;
  row.put(column(info.goid, 6), "  ");
  put_left(row, info.state, 9);
  put_left(row, info.waitreason[0] == '\0' ? "-" : info.waitreason, 19);
  put_age(row, info.since_ns);
  put_place(row, info.core, 6);
  put_place(row, info.p, 5);
  row.put("  ");
  put_left(row, task_of(shell, info.job), 10);
  for (char letter : short_name(info.function)) {
    row.put(letter);
  }
  if (info.file != nullptr) {
    row.put(" at ", info.file, ':', info.line);
  }
  row.put(info.locked ? ", locked to its core" : "");
  print(static_cast<char const*>(row.c_str()), '\n');
}

}  // namespace

void ps(Shell& shell, std::string_view) {
  GoroutineInfo all[kMostGoroutines];
  size_t const alive = goroutines(all, kMostGoroutines);
  size_t const here = std::min(alive, kMostGoroutines);
  std::sort(all, all + here, [](GoroutineInfo const& a, GoroutineInfo const& b) { return a.goid < b.goid; });
  print("  goid  state     wait reason              since  core    P  task       function, and where it was started\n");
  for (size_t i = 0; i < here; i++) {
    show(shell, all[i]);
  }
  if (alive > here) {
    print("  and ", alive - here, " more\n");
  }
}

void sched(Shell&, std::string_view argument) {
  if (argument.empty() || argument == "detail") {
    schedtrace(!argument.empty());
  } else {
    print("shell: sched ", static_cast<char const*>(shown(argument).c_str()), ": only detail may follow\n");
  }
}

void mem(Shell&, std::string_view) {
  MemStats const stats = ReadMemStats();
  struct {
    char const* name;
    uint64_t bytes;
    char const* help;
  } const rows[] = {{"Sys", stats.Sys, "all that can be had, the sum of the next six"},
                    {"Free", stats.Free, ""},
                    {"Limbo", stats.Limbo, "given back, but some core may not have noticed"},
                    {"Reserved", stats.Reserved, "laid by, by the cores"},
                    {"StackInuse", stats.StackInuse, "pages of stacks"},
                    {"StackSys", stats.StackSys, "page tables"},
                    {"OtherSys", stats.OtherSys, "what the runtime keeps for good"},
                    {"GSys", stats.GSys, "of that: descriptors of goroutines"},
                    {"HeapAlloc", stats.HeapAlloc, "and channels and timers"}};
  for (auto const& row : rows) {
    Row text;
    text.put("  ");
    put_left(text, row.name, 10);
    text.put(column(row.bytes >> 10, 10), " KiB  ", row.help);
    print(static_cast<char const*>(text.c_str()), '\n');
  }
}

}  // namespace burrow::tasks

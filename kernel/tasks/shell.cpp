// A shell on the console. It is a goroutine like any other: between two lines it is parked, and while it works it is preempted
// as all are. Tasks run beside it; what ends the machine, a deadlock or an overflow, does so from here too.
#include "kernel/tasks/shell.h"

#include <charconv>

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr size_t kLine = 120;

template <class... Parts>
void complain(Parts... parts) {
  print("shell: ", parts..., '\n');
}

// ---- running tasks -------------------------------------------------------------------------------------------------------

void run_job(Shell* shell, uint32_t number) {
  Job& job = shell->jobs[number - 1];
  char const* name = job.task->name;
  uint64_t failures = run_as_job(number, *job.task);
  if (failures == 0) {
    print("shell: ", name, " passed\n");
  } else {
    print("shell: ", name, " failed, ", failures, failures == 1 ? " failure\n" : " failures\n");
  }
  job.busy.store(false, release);  // release: pairs with acquire in free_job
  shell->running.done();
}

// 0: as many as can be are running.
uint32_t free_job(Shell& shell) {
  for (uint32_t i = 0; i < kMaxJobs; i++) {
    if (!shell.jobs[i].busy.load(acquire)) {  // acquire: pairs with release in run_job
      return i + 1;
    }
  }
  return 0;
}

Task const* find(std::string_view name) {
  for (Task const& task : all_tasks()) {
    if (name == task.name) {
      return &task;
    }
  }
  return nullptr;
}

void list_tasks() {
  for (Task const& task : all_tasks()) {
    print("  ", task.name, "  ", task.help, '\n');
  }
}

void run(Shell& shell, std::string_view name) {
  if (name.empty()) {
    return list_tasks();
  }
  Task const* task = find(name);
  uint32_t number = free_job(shell);
  if (task == nullptr) {
    complain("no task ", shown(name).c_str(), "; run alone lists them");
  } else if (name == "shell") {
    complain("one console has one shell");
  } else if (number == 0) {
    complain(kMaxJobs, " tasks are running, and no more can");
  } else {
    Job& job = shell.jobs[number - 1];
    job.task = task;
    job.busy.store(true, relaxed);  // relaxed: read by this goroutine only
    shell.running.add(1);
    go(run_job, &shell, number);
  }
}

void wait(Shell& shell, std::string_view) { shell.running.wait(); }

void exit(Shell& shell, std::string_view) { shell.exit = true; }

// ---- the rest ------------------------------------------------------------------------------------------------------------

void dump(Shell&, std::string_view) { PrintStacks(); }

void gomaxprocs(Shell&, std::string_view argument) {
  constexpr uint32_t kMost = 256;
  uint32_t n = 0;
  if (!argument.empty()) {
    char const* end = argument.data() + argument.size();
    auto [rest, error] = std::from_chars(argument.data(), end, n);
    if (error != std::errc() || rest != end || n < 1 || n > kMost) {
      return complain("gomaxprocs ", shown(argument).c_str(), ": must be a number from 1 to ", kMost);
    }
    GOMAXPROCS(n);
  }
  print("gomaxprocs ", GOMAXPROCS(), '\n');
}

void help(Shell& shell, std::string_view argument);

constexpr Command kCommands[] = {
    {"ps", "", "all goroutines: what they do, since when and where", ps},
    {"sched", "[detail]", "the scheduler in one line, or a line for each P, M and G; as Go's schedtrace", sched},
    {"dump", "", "the stack of every goroutine", dump},
    {"run", "[TASK]", "a task, beside the shell; without one: the list of them", run},
    {"wait", "", "until all tasks that run beside the shell have ended", wait},
    {"gomaxprocs", "[N]", "how many Ps there are; from now on N", gomaxprocs},
    {"mem", "", "where the memory is", mem},
    {"help", "", "this", help},
    {"exit", "", "ends the shell, after the tasks that run beside it; so does the end of the input", exit},
};

void help(Shell&, std::string_view) {
  for (Command const& command : kCommands) {
    Text<80> text;
    text.put("  ", command.name, ' ', command.argument);
    while (text.size() < 20) {
      text.put(' ');
    }
    print(static_cast<char const*>(text.c_str()), command.help, '\n');
  }
}

// ---- lines ---------------------------------------------------------------------------------------------------------------

bool is_space(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

std::string_view take_word(std::string_view& rest) {
  while (!rest.empty() && is_space(rest.front())) {
    rest.remove_prefix(1);
  }
  size_t end = 0;
  while (end < rest.size() && !is_space(rest[end])) {
    end++;
  }
  std::string_view word(rest.data(), end);
  rest.remove_prefix(end);
  return word;
}

void obey_line(Shell& shell, std::string_view line) {
  std::string_view name = take_word(line);
  std::string_view argument = take_word(line);
  std::string_view more = take_word(line);
  if (name.empty()) {
    return;
  }
  for (Command const& command : kCommands) {
    if (name != command.name) {
      continue;
    }
    if (std::string_view left_over = command.argument[0] == '\0' ? argument : more; !left_over.empty()) {
      return complain(command.name, ": too much: ", shown(left_over).c_str());
    }
    return command.run(shell, argument);
  }
  complain("no command ", shown(name).c_str(), "; help lists them");
}

}  // namespace

Text<48> shown(std::string_view words) {
  constexpr size_t kMost = 40;
  Text<48> text;
  for (size_t i = 0; i < words.size() && i < kMost; i++) {
    text.put(words[i] >= ' ' && words[i] <= '~' ? words[i] : '?');
  }
  text.put(words.size() > kMost ? "..." : "");
  return text;
}

void obey(ReadLine read_line) {
  Shell shell;
  char line[kLine];
  while (!shell.exit) {
    int64_t const size = read_line(line, kLine);
    if (size == kLineTooLong) {
      complain("a line has at most ", kLine, " characters");
    } else if (size == kEndOfInput) {
      break;
    } else if (size < 0) {
      complain(file_error_text(size));
      task_fail("shell: the console can't be read");
      break;
    } else {
      obey_line(shell, {line, static_cast<size_t>(size)});
    }
  }
  shell.running.wait();
}

void shell() {
  obey([](char* to, size_t bytes) {
    print("> ");
    int64_t const size = read_line(to, bytes);
    print(size == kEndOfInput ? "\n" : "");
    return size;
  });
}

}  // namespace burrow::tasks

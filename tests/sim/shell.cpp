// Scenarios of the shell, whose lines come from a script.
#include "kernel/tasks/shell.h"

#include "tests/sim/flag.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

char const* const* next_line;

// As the console's: others run until there is a line.
int64_t read_script(char* to, size_t bytes) {
  Gosched();
  if (*next_line == nullptr) {
    return kEndOfInput;
  }
  std::string_view const line = *next_line++;
  for (size_t i = 0; i < line.size() && i < bytes; i++) {
    to[i] = line[i];
  }
  return line.size() > bytes ? int64_t{kLineTooLong} : static_cast<int64_t>(line.size());
}

template <size_t kLines>
void obey_script(char const* const (&lines)[kLines]) {
  next_line = lines;
  tasks::obey(read_script);
}

[[gnu::noinline]] void hog_until(Flag const* flag) {
  while (!flag->up()) {
    look();
  }
}

uint32_t workers() { return GOMAXPROCS() < NumCPU() ? GOMAXPROCS() : NumCPU(); }

}  // namespace

void shell_commands() {
  static constexpr char const* kLines[] = {"help", "ps", "sched", "sched detail", "dump", "mem", "gomaxprocs", "gomaxprocs 2",
                                           "  gomaxprocs\t", "exit", "gomaxprocs 3"};
  obey_script(kLines);
  expect(GOMAXPROCS() == 2, "shell_commands: nothing is obeyed after exit");
}

void shell_complaints() {
  static constexpr char const* kLines[] = {"nosuch", "", "   ", "ps now", "sched loud", "gomaxprocs 0", "gomaxprocs 257",
                                           "gomaxprocs 1x", "gomaxprocs 2 3", "run nosuch", "run shell",
                                           "\x01\x7f", "0123456789012345678901234567890123456789x",
                                           "ps                                                              "
                                           "                                                                 x", nullptr};
  uint32_t const before = GOMAXPROCS();
  obey_script(kLines);
  expect(GOMAXPROCS() == before, "shell_complaints: a bad number changed gomaxprocs");
}

void shell_tasks() {
  static constexpr char const* kLines[] = {"run", "run hello", "wait", "run pingpong", "ps", "ps", "ps", "run hello", nullptr};
  obey_script(kLines);
}

// Loops without a call on every core: the shell still has its turns.
void shell_beside_hogs() {
  static constexpr char const* kLines[] = {"ps", "sched", "sched detail", "gomaxprocs", nullptr};
  Flag stop;
  WaitGroup group;
  uint32_t holding = 0;
  uint32_t const many = workers();
  group.add(static_cast<int32_t>(many));
  for (uint32_t i = 0; i < many; i++) {
    go([&] {
      __atomic_fetch_add(&holding, 1, __ATOMIC_RELAXED);
      hog_until(&stop);
      group.done();
    });
  }
  while (__atomic_load_n(&holding, __ATOMIC_RELAXED) < many) {
    Gosched();
  }
  obey_script(kLines);
  stop.raise();
  group.wait();
}

}  // namespace burrow::scenario

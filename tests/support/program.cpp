// A program that runs an image's tasks in simulated worlds: the words of qemu/run, and its exit codes.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "kernel/task_table.h"
#include "runtime/base/fatal.h"
#include "tests/support/world.h"

namespace burrow {

namespace {

constexpr char kUsage[] = R"(usage: %s [OPTION ...] [TASK ...]

Runs the tasks, or the first, on virtual cores in virtual time: the same seed, the same run.

  --smp N                 cores, 1 to 64 (4)
  --append "KEY=VALUE …"  boot parameters: seed=, slice= (10us), gomaxprocs=, stack=, asyncpreemptoff=, log=
  --seeds N               in N worlds, of seed= and those that follow (1)
  --steps N               gives up after so many choices of a core in a world (20000000)
  --list                  print the tasks
  --help

Exit code: 0 passed, 1 a task failed, 2 usage, 3 panic or fault, 124 no end.
)";

struct Command {
  uint64_t cores = 4;
  uint64_t seeds = 1;
  uint64_t steps = 20'000'000;
  bool list = false;
  std::string tasks;
  std::string append;
  std::string own;  // --gtest_…
};

struct CountOption {
  char const* name;
  uint64_t Command::*field;
  uint64_t most;
};
constexpr CountOption kCounts[] = {
    {"--smp", &Command::cores, 64},
    {"--seeds", &Command::seeds, 1'000'000'000},
    {"--steps", &Command::steps, UINT64_MAX},
};

// What the worlds of one command share; a goroutine takes no argument.
struct Shared {
  Params params;
  Line verdict;
};
Shared shared;

[[noreturn]] void bad_usage(std::string const& what) {
  fprintf(stderr, "burrow: usage: %s (see --help)\n", what.c_str());
  exit(2);
}

void set_count(CountOption const& option, Command& command, char const* value) {
  char* end = nullptr;
  errno = 0;
  uint64_t const count = strtoull(value, &end, 10);
  if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || count == 0 || count > option.most) {
    bad_usage(std::string(option.name) + " is a number from 1 to " + std::to_string(option.most) + ", not '" + value + "'");
  }
  command.*option.field = count;
}

// Whether argv[i] is `name`, with its value behind a '=' or as the next argument, to which i then moves on.
char const* value_of(char const* name, int argc, char** argv, int& i) {
  size_t const size = strlen(name);
  if (strncmp(argv[i], name, size) != 0) return nullptr;
  if (argv[i][size] == '=') return argv[i] + size + 1;
  if (argv[i][size] != '\0') return nullptr;
  if (i + 1 == argc) bad_usage(std::string(name) + " needs a value");
  return argv[++i];
}

bool take_count(Command& command, int argc, char** argv, int& i) {
  for (CountOption const& option : kCounts) {
    if (char const* value = value_of(option.name, argc, argv, i)) {
      set_count(option, command, value);
      return true;
    }
  }
  return false;
}

Command read_command(int argc, char** argv) {
  Command command;
  for (int i = 1; i < argc; i++) {
    std::string const word = argv[i];
    if (take_count(command, argc, argv, i)) continue;
    if (char const* value = value_of("--append", argc, argv, i)) {
      command.append += std::string(value) + " ";
    } else if (word == "--list") {
      command.list = true;
    } else if (word == "--help" || word == "-h") {
      printf(kUsage, argv[0]);
      exit(0);
    } else if (word.starts_with("--gtest_")) {
      command.own += " " + word;
    } else if (word.starts_with("-")) {
      bad_usage("unknown option: " + word);
    } else {
      command.tasks += (command.tasks.empty() ? "task=" : ",") + word;
    }
  }
  return command;
}

void list_tasks() {
  for (Task const& task : all_tasks()) printf("%s  %s\n", task.name, task.help);
}

void main_goroutine() { run_asked(shared.params, shared.verdict); }

// Writes how it ended; the exit code.
int conclude(WorldResult const& result) {
  switch (result.end) {
    case WorldEnd::passed: printf("%s\n", shared.verdict.c_str()); return 0;
    case WorldEnd::failed: printf("%s\n", shared.verdict.c_str()); return 1;
    case WorldEnd::hang: printf("every core sleeps for ever\nburrow: hang\n"); return 124;
    case WorldEnd::steps: printf("no end in %llu steps\nburrow: hang\n", static_cast<unsigned long long>(result.steps)); return 124;
    case WorldEnd::fatal:
      printf("%s%s\nburrow: panic\n", result.text.starts_with(kPanic) ? "" : kFatalError, result.text.c_str());
      return 3;
    default: printf("%s: %s\nburrow: panic\n", name_of(result.end), result.text.c_str()); return 3;
  }
}

int run(Command const& command, World world) {
  uint64_t const first = world.seed;
  for (uint64_t i = 0; i < command.seeds; i++) {
    world.seed = first + i;
    shared.verdict.clear();
    WorldResult const result = world.run(main_goroutine);
    bool const last = i + 1 == command.seeds;
    if (result.passed() && !last) continue;
    if (command.seeds > 1) printf("burrow: seed %llu:\n", static_cast<unsigned long long>(world.seed));
    fwrite(result.output.data(), 1, result.output.size(), stdout);
    if (int const code = conclude(result); code != 0) return code;
  }
  return 0;
}

}  // namespace

}  // namespace burrow

int main(int argc, char** argv) {
  using namespace burrow;
  Command const command = read_command(argc, argv);
  if (all_tasks().empty()) bad_usage("there is nothing to run: define burrow::task_table (runtime/runtime.h)");
  if (command.list) {
    list_tasks();
    return 0;
  }
  std::string const slice = command.append.find("slice=") == std::string::npos ? "slice=10us " : "";
  std::string const line = slice + command.append + command.tasks + command.own;
  Line error;
  if (!parse_params(line.c_str(), shared.params, error) || !check_tasks(shared.params, error)) bad_usage(error.c_str());
  Params const& params = shared.params;
  World const world{.seed = params.seed,
                    .cores = static_cast<uint32_t>(command.cores),
                    .gomaxprocs = static_cast<uint32_t>(params.gomaxprocs),
                    .slice_ns = static_cast<int64_t>(params.slice_ns),
                    .stack_bytes = params.stack_bytes,
                    .asyncpreemptoff = params.asyncpreemptoff != 0,
                    .log = params.log == kLogSched,
                    .calm = true,
                    .step_limit = command.steps,
                    .stack_pages = 1 << 14,
                    .command_line = command.own.c_str()};  // the same whichever way the seed is given
  return run(command, world);
}

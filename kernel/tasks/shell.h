// The shell: what its two files and its tests share.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "runtime/runtime.h"

namespace burrow::tasks {

// A task that runs beside the shell.
struct Job {
  Task const* task = nullptr;
  std::atomic<bool> busy = false;  // set by the shell; cleared, release, by the goroutine that ran the task
};

struct Shell {
  std::array<Job, kMaxJobs> jobs;  // number i + 1 is jobs[i]
  WaitGroup running;
  bool exit = false;
};

struct Command {
  char const* name;
  char const* argument;  // as help shows it: "" none, "[…]" may be left out
  char const* help;
  void (*run)(Shell& shell, std::string_view argument);  // "": there is none
};

using ReadLine = int64_t (*)(char* to, size_t bytes);

// Obeys one line after the other until `exit` or the end of the input, then waits for the tasks it has run.
void obey(ReadLine read_line);

// -- shell_show.cpp
void ps(Shell& shell, std::string_view argument);
void sched(Shell& shell, std::string_view argument);
void mem(Shell& shell, std::string_view argument);

// What the user wrote, as the console may show it: not too long, and with '?' for what cannot be printed.
Text<48> shown(std::string_view words);

}  // namespace burrow::tasks

// Boot parameters: the words `name=value` of the kernel's command line. The table of all of them is in params.cpp.
// Pure: nothing here prints or touches the machine, so that it runs on the host too.
#pragma once

#include "kernel/word.h"

namespace burrow {

enum LogKind : uint64_t { kLogOff, kLogSched };

struct Params {
  static constexpr uint32_t kMaxTasks = 32;

  Word tasks[kMaxTasks];  // point into the command line; none: the image's first
  uint32_t ntasks;

  uint64_t slice_ns;
  uint64_t gomaxprocs;  // 0: as many as cores
  uint64_t log;         // LogKind
  uint64_t schedtrace_ms;
  uint64_t scheddetail;
  uint64_t asyncpreemptoff;
  uint64_t seed;
  uint64_t stack_bytes;
  uint64_t ghosts;
  uint64_t keepstale;
  uint64_t list;
  uint64_t help;
};

// Fills params from a command line, defaults first; words that begin with -- are not for the kernel. false: error says in one
// line which word is wrong and what is allowed instead. params points into command_line afterwards.
bool parse_params(char const* command_line, Params& params, Line& error);

// Describes parameter number `row`, for help. false: there are no more.
bool describe_param(uint32_t row, Line& line);

}  // namespace burrow

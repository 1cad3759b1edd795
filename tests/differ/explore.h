// All ways in which a program may end: every interleaving, each state once.
#pragma once

#include <set>
#include <string>

#include "tests/differ/machine.h"

namespace burrow::differ {

struct Limits {
  size_t states = 40'000, outcomes = 400;
};

struct Verdict {
  std::set<std::string> outcomes[kModes];
  size_t states = 0;
  bool fits = true;  // false: more than the limits, or it may go on for ever
};

// In one mode, adding to both; false as for `fits`.
bool explore(Program const& program, Mode mode, Limits const& limits, std::set<std::string>& outcomes, size_t& states);

Verdict judge(Program const& program, Limits const& limits = {});

}  // namespace burrow::differ

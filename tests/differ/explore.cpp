// Depth first, on a stack of states.
#include "tests/differ/explore.h"

#include <unordered_set>
#include <utility>

namespace burrow::differ {

bool explore(Program const& program, Mode mode, Limits const& limits, std::set<std::string>& outcomes, size_t& states) {
  Machine const machine(program, mode);
  std::unordered_set<std::string> seen;
  std::vector<State> open{machine.start()};
  seen.insert(machine.key(open[0]));
  while (!open.empty()) {
    State const s = std::move(open.back());
    open.pop_back();
    states++;
    for (std::string& end : machine.ends(s)) {
      if (end == "hang") {
        return false;
      }
      outcomes.insert(std::move(end));
    }
    if (seen.size() > limits.states || outcomes.size() > limits.outcomes) {
      return false;
    }
    for (State& next : machine.successors(s)) {
      if (seen.insert(machine.key(next)).second) {
        open.push_back(std::move(next));
      }
    }
  }
  return true;
}

Verdict judge(Program const& program, Limits const& limits) {
  Verdict verdict;
  for (int mode = 0; mode < kModes && verdict.fits; mode++) {
    verdict.fits = explore(program, static_cast<Mode>(mode), limits, verdict.outcomes[mode], verdict.states);
  }
  return verdict;
}

}  // namespace burrow::differ

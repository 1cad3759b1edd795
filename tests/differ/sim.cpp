// Runs each program in many worlds and counts how it ends: lines of ID, mode, outcome, count.
//   differ_sim PROGRAMS loose|exact WORLDS [ID [SEED]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/differ/parse.h"
#include "tests/differ/play.h"
#include "tests/support/world.h"

namespace burrow::differ {

namespace {

// Rough time: units from less than an operation takes, to many slices; cores stand still and wake for no reason. Exact
// time: a unit is long for whatever happens meanwhile, and nobody is held.
World world_for(bool exact, uint64_t seed) {
  constexpr int64_t kRough[] = {100, 2'000, 20'000, 300'000};
  uint32_t const cores = static_cast<uint32_t>(1 + seed % 4);
  uint32_t const procs[] = {0, cores > 1 ? cores - 1 : 1, cores + 2, 1};
  play.unit_ns = exact ? 5'000'000 : kRough[seed / 4 % 4];
  return {.seed = seed, .cores = cores, .gomaxprocs = procs[seed / 16 % 4], .calm = exact};
}

std::string records(Program const& program) {
  std::string text;
  for (int g = 0; g < program.ngoroutines; g++) {
    text += "|" + std::string(play.records[g].text, play.records[g].size);
  }
  return text;
}

std::string outcome(Program const& program, bool exact, uint64_t seed) {
  play = {.program = &program, .unit_ns = 0, .records = {}};
  World world = world_for(exact, seed);
  WorldResult const result = world.run(play_main);
  switch (result.end) {
    case WorldEnd::passed: return "ok" + records(program);
    case WorldEnd::fatal: {
      if (result.text.starts_with("panic: ")) {
        return result.text;
      }
      bool const asleep = result.text == "all goroutines are asleep - deadlock!";
      return "fatal error: " + result.text + (asleep ? records(program) : "");
    }
    default: return std::string(name_of(result.end)) + ": " + result.text + " (seed " + std::to_string(seed) + ")";
  }
}

}  // namespace
}  // namespace burrow::differ

int main(int argc, char** argv) {
  using namespace burrow::differ;
  bool const exact = argc > 2 && strcmp(argv[2], "exact") == 0;
  std::ifstream file(argc > 1 ? argv[1] : "");
  if (argc < 4 || argc > 6 || !file || (!exact && strcmp(argv[2], "loose") != 0)) {
    fprintf(stderr, "usage: differ_sim PROGRAMS loose|exact WORLDS [ID [SEED]]\n");
    return 2;
  }
  uint64_t first = 1, last = strtoull(argv[3], nullptr, 10);
  if (argc == 6) {
    first = last = strtoull(argv[5], nullptr, 10);
  }
  for (Source const& source : parse(file)) {
    if (argc > 4 && source.program.id != atoi(argv[4])) {
      continue;
    }
    std::map<std::string, uint64_t> seen;
    for (uint64_t seed = first; seed <= last; seed++) {
      seen[outcome(source.program, exact, seed)]++;
    }
    for (auto const& [text, count] : seen) {
      printf("%d\t%s\t%s\t%llu\n", source.program.id, argv[2], text.c_str(), static_cast<unsigned long long>(count));
    }
  }
  return 0;
}

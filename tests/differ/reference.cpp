// What programs may do, for tests and for people.
//   reference IN --want N --programs OUT --outcomes OUT [--states MOST]   the first N programs that are small enough
//   reference IN --only ID                                                what one program may do, for people
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "tests/differ/explore.h"
#include "tests/differ/parse.h"

namespace burrow::differ {

namespace {

// Every fourth program may have one outcome only: the others are to leave a choice.
bool wanted(Program const& program, Verdict const& verdict) {
  return verdict.fits && (verdict.outcomes[static_cast<int>(Mode::loose)].size() > 1 || program.id % 4 == 0);
}

int show(std::vector<Source> const& sources, int id, Limits const& limits) {
  for (Source const& source : sources) {
    if (source.program.id != id) {
      continue;
    }
    Verdict const verdict = judge(source.program, limits);
    std::cout << source.text;
    for (int mode = 0; mode < kModes; mode++) {
      std::cout << kModeNames[mode] << ": " << verdict.outcomes[mode].size() << " outcomes\n";
      for (std::string const& outcome : verdict.outcomes[mode]) {
        std::cout << "  " << outcome << "\n";
      }
    }
    std::cout << (verdict.fits ? "" : "too large, or it may hang\n") << verdict.states << " states\n";
    return 0;
  }
  std::cerr << "no program " << id << "\n";
  return 2;
}

void count_kinds(Program const& program, size_t (&used)[kKinds]) {
  bool has[kKinds] = {};
  for (int g = 0; g < program.ngoroutines; g++) {
    for (int i = 0; i < program.goroutines[g].nops; i++) {
      has[static_cast<int>(program.goroutines[g].ops[i].kind)] = true;
    }
  }
  for (int kind = 0; kind < kKinds; kind++) {
    used[kind] += has[kind];
  }
}

int select_programs(std::vector<Source> const& sources, size_t want, Limits const& limits, char const* programs,
                    char const* outcomes) {
  std::vector<Verdict> verdicts(sources.size());
  std::atomic<size_t> next = 0, found = 0;
  auto const work = [&] {  // in order, so that the first `want` are the same whoever is fast
    for (size_t i; found < want && (i = next++) < sources.size();) {
      verdicts[i] = judge(sources[i].program, limits);
      found += wanted(sources[i].program, verdicts[i]);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); i++) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::ofstream texts(programs), lines(outcomes);
  size_t taken = 0, states = 0, most = 0, total[kModes] = {}, used[kKinds] = {};
  for (size_t i = 0; i < sources.size() && taken < want; i++) {
    if (!wanted(sources[i].program, verdicts[i])) {
      continue;
    }
    taken++;
    states += verdicts[i].states;
    most = std::max(most, verdicts[i].states);
    texts << sources[i].text << "\n";
    count_kinds(sources[i].program, used);
    for (int mode = 0; mode < kModes; mode++) {
      total[mode] += verdicts[i].outcomes[mode].size();
      for (std::string const& outcome : verdicts[i].outcomes[mode]) {
        lines << sources[i].program.id << "\t" << kModeNames[mode] << "\t" << outcome << "\n";
      }
    }
  }
  printf("%zu programs of %zu looked at, %zu states (%zu at most), outcomes:", taken, next.load(), states, most);
  for (int mode = 0; mode < kModes; mode++) {
    printf(" %zu %s%s", total[mode], kModeNames[mode], mode + 1 < kModes ? "," : "\n");
  }
  for (int kind = 0; kind < kKinds; kind++) {
    printf("%s%s %zu", kind == 0 ? "programs with " : ", ", kKindNames[kind], used[kind]);
  }
  printf("\n");
  if (std::count(used, used + kKinds, 0u) > 0) {
    fprintf(stderr, "reference: an operation is in no program\n");
    return 1;
  }
  if (taken < want) {
    fprintf(stderr, "reference: only %zu programs fit, %zu are wanted\n", taken, want);
  }
  return taken < want || !texts.flush() || !lines.flush();
}

}  // namespace
}  // namespace burrow::differ

int main(int argc, char** argv) {
  using namespace burrow::differ;
  char const *in = nullptr, *programs = nullptr, *outcomes = nullptr;
  size_t want = 0;
  int only = -1;
  Limits limits;
  for (int i = 1; i < argc; i++) {
    auto const option = [&](char const* name) { return strcmp(argv[i], name) == 0 && i + 1 < argc; };
    if (option("--want")) {
      want = strtoul(argv[++i], nullptr, 10);
    } else if (option("--programs")) {
      programs = argv[++i];
    } else if (option("--outcomes")) {
      outcomes = argv[++i];
    } else if (option("--states")) {
      limits.states = strtoul(argv[++i], nullptr, 10);
    } else if (option("--only")) {
      only = atoi(argv[++i]);
    } else {
      in = argv[i];
    }
  }
  std::ifstream file(in == nullptr ? "" : in);
  if (!file || (only < 0 && (programs == nullptr || outcomes == nullptr))) {
    fprintf(stderr, "usage: reference PROGRAMS (--only ID | --want N --programs OUT --outcomes OUT) [--states MOST]\n");
    return 2;
  }
  std::vector<Source> const sources = parse(file);
  return only >= 0 ? show(sources, only, limits) : select_programs(sources, want, limits, programs, outcomes);
}

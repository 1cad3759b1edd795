// BURROW_WORLD in the environment stands for the world of every run.
#include "tests/sim/sweep.h"

#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace burrow {

namespace {

Edges taken;

std::string test_name() {
  auto const* info = testing::UnitTest::GetInstance()->current_test_info();
  return std::string(info->test_suite_name()) + "." + info->name();
}

std::string replay_line(World const& world) {
  return "replay: BURROW_WORLD=" + std::to_string(world.seed) + "," + std::to_string(world.cores) + "," +
         std::to_string(world.gomaxprocs) + " " + testing::internal::GetArgvs()[0] + " --gtest_filter=" + test_name();
}

// The last choices before the end, for addr2line.
std::string trail() {
  char line[80];
  std::string text = "the last choices, the latest at the end:\n";
  for (uint32_t back = sim::kTrail; back-- > 0;) {
    sim::Choice const choice = sim::choice(back);
    snprintf(line, sizeof line, "  %8lld ns  core %u  %#lx\n", static_cast<long long>(choice.time_ns), choice.core,
             static_cast<unsigned long>(choice.pc));
    text += line;
  }
  return text;
}

// 0 (as many as cores), below and above, in turn.
uint32_t procs_for(uint64_t seed, uint32_t cores) {
  uint32_t const choices[] = {0, cores > 1 ? cores - 1 : 1, cores + 2, 1};
  return choices[seed / 3 % 4];
}

}  // namespace

bool replay_wanted(World& world) {
  char const* wanted = getenv("BURROW_WORLD");
  if (wanted == nullptr) {
    return false;
  }
  if (sscanf(wanted, "%" SCNu64 ",%u,%u", &world.seed, &world.cores, &world.gomaxprocs) != 3) {
    ADD_FAILURE() << "BURROW_WORLD is seed,cores,gomaxprocs, and not " << wanted;
  }
  return true;
}

WorldResult run_world(World world, void (*main)(), WorldEnd expected) {
  replay_wanted(world);
  WorldResult result = world.run(main);
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    taken.g[row] += result.gedges[row];
  }
  for (uint32_t row = 0; row < kPEdgeCount; row++) {
    taken.p[row] += result.pedges[row];
  }
  if (result.end != expected) {
    ADD_FAILURE() << name_of(result.end) << ": " << result.text << "\n"
                  << result.output.substr(0, 4000) << trail() << replay_line(world);
  }
  return result;
}

void sweep(void (*main)(), uint64_t first, uint64_t count, World const& base) {
  World world = base;
  if (replay_wanted(world)) {
    run_world(world, main);
    return;
  }
  for (uint64_t seed = first; seed < first + count; seed++) {
    for (uint32_t cores = 1; cores <= 4; cores++) {
      world.seed = seed;
      world.cores = cores;
      world.gomaxprocs = base.gomaxprocs != 0 ? base.gomaxprocs : procs_for(seed, cores);
      run_world(world, main);
      if (testing::Test::HasFailure()) {
        return;
      }
    }
  }
}

void sweep(scenario::Named const& row, uint64_t first, uint64_t count) {
  constexpr uint64_t kDear = 500;  // one seed in place of so many
  World base;
  if (row.dear) {
    base.step_limit = 20'000'000;
    count = count / kDear + 1;
  }
  switch (row.needs) {
    case scenario::Needs::nothing:
    case scenario::Needs::simulation:
      sweep(row.main, first, count, base);
      break;
    case scenario::Needs::one_p:
      base.gomaxprocs = 1;
      base.slice_ns = 10'000'000;
      sweep(row.main, first, count, base);
      break;
    case scenario::Needs::exact_time:
      base.slice_ns = 50'000;  // long enough that the scheduler's own time does not count
      base.calm = true;
      for (base.seed = first; base.seed < first + count; base.seed++) {
        run_world(base, row.main);
      }
      break;
  }
}

Edges const& edges_taken() { return taken; }

}  // namespace burrow

// Every check can fail: each protocol with a step left out is caught, and by the check that is meant for it.
#include "tests/sim/mutants.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/sim/scenarios.h"
#include "tests/support/world.h"

namespace burrow {
namespace {

using mutant::Mutant;

struct Case {
  Mutant mutant;
  char const* name;
  void (*main)();
  WorldEnd end;
  char const* text;  // how the reason begins
  uint32_t procs = 4;
};

void PrintTo(Case const& row, std::ostream* out) { *out << row.name; }

constexpr Case kCases[] = {
    {Mutant::ready_without_wakep, "ready_without_wakep", scenario::wake_and_work, WorldEnd::invariant, "S2"},
    {Mutant::newproc_without_wakep, "newproc_without_wakep", scenario::fan_out, WorldEnd::invariant, "S2"},
    {Mutant::stopm_without_last_look, "stopm_without_last_look", scenario::storm, WorldEnd::invariant, "S2"},
    {Mutant::found_work_without_wakep, "found_work_without_wakep", scenario::storm, WorldEnd::invariant, "S2"},
    {Mutant::startm_without_wakeup, "startm_without_wakeup", scenario::tree, WorldEnd::invariant, ""},
    {Mutant::note_without_poke, "note_without_poke", scenario::tree, WorldEnd::invariant, ""},
    {Mutant::stopm_without_checkdead, "stopm_without_checkdead", scenario::deadlock, WorldEnd::hang, ""},
    {Mutant::last_look_without_mremove, "last_look_without_mremove", scenario::storm, WorldEnd::invariant, "S1"},
    {Mutant::startm_without_pidleput, "startm_without_pidleput", scenario::storm, WorldEnd::invariant, "P1"},
    {Mutant::halt_without_pidleput, "halt_without_pidleput", scenario::ping_pong, WorldEnd::invariant, "P1"},
    {Mutant::gosched_without_queue, "gosched_without_queue", scenario::yielders, WorldEnd::invariant, "L1"},
    {Mutant::gosched_without_dropg, "gosched_without_dropg", scenario::yielders, WorldEnd::invariant, "G"},
    {Mutant::newproc_twice_in_queue, "newproc_twice_in_queue", scenario::storm, WorldEnd::invariant, "G2"},
    {Mutant::goexit_without_gfput, "goexit_without_gfput", scenario::storm, WorldEnd::invariant, "G2"},
    {Mutant::gopark_unlocks_first, "gopark_unlocks_first", scenario::ping_pong, WorldEnd::fatal, "bad g->status"},
    {Mutant::handoff_without_goyield, "handoff_without_goyield", scenario::sema_handoff_two, WorldEnd::failed, ""},
    {Mutant::mutex_without_starvation, "mutex_without_starvation", scenario::mutex_fairness, WorldEnd::steps, ""},
    {Mutant::arm_without_poke, "arm_without_poke", scenario::sleep_together, WorldEnd::invariant, "W4"},
    {Mutant::arm_without_wakep, "arm_without_wakep", scenario::timer_of_the_first, WorldEnd::invariant, "W4"},
    {Mutant::poll_without_timers, "poll_without_timers", scenario::sleep_together, WorldEnd::invariant, "W4"},
    {Mutant::poll_without_clock, "poll_without_clock", scenario::sleep_together, WorldEnd::invariant, "W4"},
    {Mutant::awake_and_polling, "awake_and_polling", scenario::sleep_together, WorldEnd::invariant, "W4"},
    {Mutant::look_without_timers, "look_without_timers", scenario::sleep_alone, WorldEnd::steps, ""},
    {Mutant::resize_without_timers, "resize_without_timers", scenario::sleep_through_resize, WorldEnd::invariant, "W3"},
    {Mutant::handoff_without_wake, "handoff_without_wake", scenario::sleep_beside_blocking, WorldEnd::invariant, "W4", 1},
    {Mutant::checkdead_without_timers, "checkdead_without_timers", scenario::sleep_alone, WorldEnd::fatal, "all goroutines"},
    {Mutant::checkdead_always_timers, "checkdead_always_timers", scenario::sleep_and_deadlock, WorldEnd::hang, ""},
    {Mutant::early_timers, "early_timers", scenario::sleep_alone, WorldEnd::failed, ""},
    {Mutant::stop_without_drain, "stop_without_drain", scenario::stop_after_lost_race, WorldEnd::failed, ""},
    {Mutant::chan_without_timer, "chan_without_timer", scenario::after, WorldEnd::fatal, "all goroutines"},
    {Mutant::netpoll_without_poke, "netpoll_without_poke", scenario::console_beside_hog, WorldEnd::invariant, "J2"},
    {Mutant::netpoll_commits_blindly, "netpoll_commits_blindly", scenario::console_lines, WorldEnd::hang, ""},
    {Mutant::doze_without_irqready, "doze_without_irqready", scenario::console_lines, WorldEnd::invariant, "J2"},
};

class Mutants : public testing::TestWithParam<Case> {
 protected:
  ~Mutants() override { mutant::active = Mutant::none; }
};

World world_for(uint64_t seed, uint32_t procs) {
  return {.seed = seed, .cores = static_cast<uint32_t>(2 + seed % 3), .gomaxprocs = procs, .step_limit = 100'000};
}

TEST_P(Mutants, AreCaught) {
  constexpr uint64_t kTries = 2000;
  mutant::active = GetParam().mutant;
  uint64_t others = 0;
  for (uint64_t seed = 1; seed <= kTries; seed++) {
    WorldResult const result = world_for(seed, GetParam().procs).run(GetParam().main);
    if (result.end == GetParam().end && strncmp(result.text.c_str(), GetParam().text, strlen(GetParam().text)) == 0) {
      printf("caught at seed %llu, after %llu other ends: %s\n", static_cast<unsigned long long>(seed),
             static_cast<unsigned long long>(others), result.text.c_str());
      return;
    }
    others += !result.passed();
  }
  ADD_FAILURE() << "not caught in " << kTries << " worlds; " << others << " ended otherwise";
}

// Slices never end: nothing but a request stops a loop without a call.
World world_of_hogs(uint64_t seed) {
  return {.seed = seed, .cores = static_cast<uint32_t>(2 + seed % 3), .slice_ns = 1'000'000'000};
}

TEST(LostRequests, AreMadeAgain) {
  mutant::active = Mutant::lost_requests;
  mutant::requests = 0;
  uint64_t worlds = 0;
  for (uint64_t seed = 1; seed <= 100; seed++, worlds++) {
    WorldResult const result = world_of_hogs(seed).run(scenario::stop_beside_hog);
    EXPECT_TRUE(result.passed()) << result.text << " (seed " << seed << ")";
  }
  mutant::active = Mutant::none;
  EXPECT_GT(mutant::requests, 2 * worlds);
}

TEST(LostRequests, AllOfThemAreTooMany) {
  mutant::active = Mutant::no_request;
  EXPECT_EQ(world_of_hogs(1).run(scenario::stop_beside_hog).end, WorldEnd::steps);
  mutant::active = Mutant::none;
}

// On one P whose slice does not end the order is fixed.
TEST(HandOver, IsSeenOnOneP) {
  World world{.seed = 1, .cores = 1, .slice_ns = 10'000'000};
  EXPECT_TRUE(world.run(scenario::sema_handoff).passed());
  EXPECT_TRUE(world.run(scenario::mutex_handoff).passed());
  mutant::active = Mutant::handoff_without_goyield;
  EXPECT_EQ(world.run(scenario::sema_handoff).end, WorldEnd::failed);
  EXPECT_EQ(world.run(scenario::mutex_handoff).end, WorldEnd::failed);
  mutant::active = Mutant::mutex_without_handoff;
  EXPECT_TRUE(world.run(scenario::sema_handoff).passed());
  EXPECT_EQ(world.run(scenario::mutex_handoff).end, WorldEnd::failed);
  EXPECT_TRUE(world.run(scenario::mutex_turns).passed());
  mutant::active = Mutant::mutex_without_lifo;
  EXPECT_EQ(world.run(scenario::mutex_turns).end, WorldEnd::failed);
  mutant::active = Mutant::none;
}

TEST(MutantsNone, Pass) {
  for (Case const& row : kCases) {
    if (row.main != scenario::deadlock && row.main != scenario::sleep_and_deadlock) {
      WorldResult const result = world_for(7, row.procs).run(row.main);
      EXPECT_TRUE(result.passed()) << row.name << ": " << result.text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Mutants, testing::ValuesIn(kCases),
                         [](testing::TestParamInfo<Case> const& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace burrow

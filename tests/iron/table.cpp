// The tasks of the image checks.elf: the simulation's scenarios and the tests of this folder.
#include <array>
#include <cstddef>
#include <utility>

#include "runtime/runtime.h"
#include "tests/iron/checks.h"
#include "tests/iron/scenarios.h"
#include "tests/sim/channels.h"
#include "tests/sim/faults.h"
#include "tests/sim/misuse.h"
#include "tests/sim/panics.h"

namespace burrow {

namespace {

constexpr auto kOwn = std::to_array<Task>({
    {"edges", "all scenarios, then the matrix of transitions", iron::edges},
    {"channels", "all scenarios of channels and select", iron::channels},
    {"timers", "all scenarios of sleeping, timers and tickers", iron::timers},
    {"g0_overflow", "recursion without end on the scheduler's stack", iron::g0_overflow},
    {"panic_twice", "a fault within the report of a panic", iron::panic_twice},
    {"faults_g0", "g0 writes to its goroutine's stack", iron::faults_g0},
    {"faults_parked", "another core writes to a parked goroutine's stack", iron::faults_parked},
    {"faults_race", "two cores touch the same new page of a stack", iron::faults_race},
});

template <auto const& kRows, size_t kIndex>
void as_task() {
  iron::run(kRows[kIndex]);
}

template <auto const& kRows, size_t kIndex>
void as_fatal() {
  kRows[kIndex].main();
  task_fail("it came back");
}

template <auto const& kRows, size_t... kIndex>
constexpr auto as_tasks(std::index_sequence<kIndex...>) {
  return std::array{Task{kRows[kIndex].name, "a scenario of the simulation", as_task<kRows, kIndex>}...};
}

template <size_t... kSize>
constexpr auto joined(std::array<Task, kSize> const&... parts) {
  std::array<Task, (kSize + ...)> all{};
  size_t count = 0;
  auto add = [&](auto const& part) {
    for (Task const& row : part) {
      all[count++] = row;
    }
  };
  (add(parts), ...);
  return all;
}

template <auto const& kRows, size_t... kIndex>
constexpr auto as_fatals(std::index_sequence<kIndex...>) {
  return std::array{Task{kRows[kIndex].name, kRows[kIndex].text, as_fatal<kRows, kIndex>}...};
}

[[gnu::used, gnu::section("burrow_tasks")]] constinit auto const kTasks = joined(kOwn, as_tasks<scenario::kAll>(std::make_index_sequence<scenario::kAllCount>{}),
                               as_tasks<scenario::kProc>(std::make_index_sequence<scenario::kProcCount>{}),
                               as_tasks<scenario::kChan>(std::make_index_sequence<scenario::kChanCount>{}),
                               as_tasks<scenario::kSync>(std::make_index_sequence<scenario::kSyncCount>{}),
                               as_tasks<scenario::kTime>(std::make_index_sequence<scenario::kTimeCount>{}),
                               as_tasks<scenario::kFaults>(std::make_index_sequence<scenario::kFaultCount>{}),
                               as_fatals<scenario::kMisuses>(std::make_index_sequence<scenario::kMisuseCount>{}),
                               as_fatals<scenario::kPanics>(std::make_index_sequence<scenario::kPanicCount>{}));

}  // namespace

}  // namespace burrow

// Scenarios of lists of what runs, and of tasks that run at the same time.
#include <string_view>

#include "runtime/runtime.h"
#include "tests/sim/flag.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

[[gnu::noinline]] void hog_until(Flag const* flag) {
  while (!flag->up()) {
    look();
  }
}

void meant_to_fail() { task_fail("jobs: this is meant to fail"); }

// Four failures: its own, a child's, a grandchild's, and that of a timer's function.
void failing() {
  WaitGroup ended;
  ended.add(3);
  AfterFunc(0, [&] {
    meant_to_fail();
    ended.done();
  });
  go([&] {
    go([&] {
      meant_to_fail();
      ended.done();
    });
    meant_to_fail();
    ended.done();
  });
  ended.wait();
  meant_to_fail();
}

}  // namespace

void jobs() {
  constexpr uint32_t kRounds = 3;
  Task const fails{"fails", "", failing}, passes{"passes", "", [] { Gosched(); }};
  WaitGroup ended;
  for (uint32_t job = 1; job <= kRounds; job++) {
    ended.add(2);
    go([&, job] {
      expect(run_as_job(job, fails) == 4, "jobs: four failures");
      ended.done();
    });
    go([&, job] {
      expect(run_as_job(kRounds + job, passes) == 0, "jobs: no failure");
      ended.done();
    });
  }
  ended.wait();
}

namespace {

// How many of the list wait with the reason, locked to their core or not.
uint32_t waiting(GoroutineInfo const* all, size_t n, std::string_view reason, bool locked) {
  uint32_t found = 0;
  for (size_t i = 0; i < n; i++) {
    bool const waits = all[i].state == std::string_view("waiting") && all[i].waitreason == reason;
    found += waits && all[i].locked == locked && all[i].core == GoroutineInfo::kNowhere && all[i].since_ns >= 0;
  }
  return found;
}

// Of another, two words may be from two moments.
void expect_plausible(GoroutineInfo const& info) {
  constexpr uint32_t kNowhere = GoroutineInfo::kNowhere;
  std::string_view const status = info.state;
  bool const runs = status == "running";
  bool const somewhere = info.core < NumCPU() && info.p < GOMAXPROCS() && info.since_ns >= 0;
  expect(info.goid != goid() || (runs && somewhere), "listed: the caller runs");
  expect(info.p == kNowhere || (runs && info.p < GOMAXPROCS()), "listed: only who runs has a P");
  expect(info.core == kNowhere || info.core < NumCPU(), "listed: there is no such core");
  expect((status == "waiting") == (info.waitreason[0] != '\0'), "listed: who waits has a reason");
}

}  // namespace

// One parked, one parked and tied, one that loops, and the caller.
void listed() {
  constexpr uint32_t kAlive = 4;
  Sema wake;
  Flag stop;
  WaitGroup ended;
  ended.add(kAlive - 1);
  go([&] {
    wake.acquire();
    ended.done();
  });
  go([&] {
    LockOSThread();
    wake.acquire();
    ended.done();
  });
  go([&] {
    hog_until(&stop);
    ended.done();
  });
  GoroutineInfo all[kAlive + 1];
  size_t n = goroutines(all, kAlive + 1);
  while (waiting(all, n, "semacquire", false) != 1 || waiting(all, n, "semacquire", true) != 1) {
    Gosched();
    n = goroutines(all, kAlive + 1);
  }
  expect(n == kAlive, "listed: everyone, once");
  for (size_t i = 0; i < n; i++) {
    expect_plausible(all[i]);
  }
  all[1].goid = 0;
  expect(goroutines(all, 1) == kAlive && all[1].goid == 0, "listed: as many as there is room for");
  stop.raise();
  wake.release();
  wake.release();
  ended.wait();
}

// The lists are read while everything changes under them.
void watched() {
  constexpr uint32_t kRounds = 3;
  uint32_t const before = GOMAXPROCS();
  WaitGroup ended;
  ended.add(3);
  go([&] {
    for (uint32_t n = 1; n <= kRounds; n++) {
      GOMAXPROCS(n);
    }
    ended.done();
  });
  go([&] {
    for (uint32_t i = 0; i < kRounds; i++) {
      ended.add(1);
      go([&] { ended.done(); });
      busy_syscall(1'000 * pace.times);
    }
    ended.done();
  });
  go([&] {
    LockOSThread();
    Gosched();
    ended.done();
  });
  for (uint32_t i = 0; i < kRounds; i++) {
    GoroutineInfo all[4];
    goroutines(all, 4);
    schedtrace(false);
    Gosched();
    schedtrace(true);
  }
  ended.wait();
  GOMAXPROCS(before);
}

}  // namespace burrow::scenario

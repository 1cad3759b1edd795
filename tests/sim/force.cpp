// Scenarios of what the machine does to goroutines: preemption, growing stacks, sleeping cores, refused parks.
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/flag.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

// No call, no store: only an interrupt gets a goroutine out of here.
void hog_until(Flag const& flag) {
  while (!flag.up()) {
    look();
  }
}

// Uses `pages` pages of stack and gives back how many frames it took.
[[gnu::noinline]] uint32_t descend(uint32_t pages, uint32_t salt) {
  char volatile frame[2048];
  frame[0] = static_cast<char>(salt);
  frame[sizeof frame - 1] = static_cast<char>(salt);
  uint32_t const below = pages == 0 ? 0 : descend(pages - 1, salt + 1) + descend(0, salt);
  bool const kept = frame[0] == static_cast<char>(salt) && frame[sizeof frame - 1] == static_cast<char>(salt);
  expect(kept, "recursion: a frame has changed");
  return below + 1;
}

}  // namespace

void hogs() {
  Flag stop;
  WaitGroup group;
  uint32_t holding = 0;
  uint32_t const many = GOMAXPROCS() < NumCPU() ? GOMAXPROCS() : NumCPU();
  group.add(static_cast<int32_t>(many));
  for (uint32_t i = 0; i < many; i++) {
    go([&] {
      __atomic_fetch_add(&holding, 1, __ATOMIC_RELAXED);
      hog_until(stop);
      group.done();
    });
  }
  while (__atomic_load_n(&holding, __ATOMIC_RELAXED) < many) {
    Gosched();
  }
  for (int turn = 0; turn < 3; turn++) {
    Gosched();
  }
  stop.raise();
  group.wait();
}

void recursion() {
  constexpr uint32_t kDeep = 24, kRunners = 3;
  WaitGroup group;
  group.add(kRunners);
  for (uint32_t i = 0; i < kRunners; i++) {
    go([&, i] {
      expect(descend(kDeep, i) == 2 * kDeep + 1, "recursion: wrong depth");
      Gosched();
      expect(descend(kDeep / 2, i) == kDeep + 1, "recursion: wrong depth");
      group.done();
    });
  }
  group.wait();
}

// As descend, and waits at the bottom.
[[gnu::noinline]] void descend_and_wait(uint32_t pages, uint32_t salt, Sema& gate) {
  char volatile frame[4096];
  frame[0] = static_cast<char>(salt);
  if (pages == 0) {
    gate.acquire();
  } else {
    descend_and_wait(pages - 1, salt + 1, gate);
  }
  expect(frame[0] == static_cast<char>(salt), "shrinking: a frame has changed");
}

void shrinking() {
  constexpr uint32_t kDeep = 10, kRunners = 3, kRounds = 3;
  Sema gate;
  WaitGroup group;
  group.add(kRunners);
  for (uint32_t i = 0; i < kRunners; i++) {
    go([&, i] {
      for (uint32_t round = 0; round < kRounds; round++) {
        descend(3 * kDeep, i);                        // far below what it waits on
        descend_and_wait(kDeep + round, i, gate);
        FreeOSMemory();
      }
      group.done();
    });
  }
  for (uint32_t round = 0; round < kRunners * kRounds; round++) {
    Gosched();
    FreeOSMemory();
    gate.release();
  }
  group.wait();
}

void hog_grows() {
  Flag stop;
  WaitGroup group;
  group.add(2);
  for (uint32_t i = 0; i < 2; i++) {
    go([&, i] {
      while (!stop.up()) {
        descend(16, i);
      }
      group.done();
    });
  }
  for (int round = 0; round < 6; round++) {
    Gosched();
  }
  stop.raise();
  group.wait();
}

void sleeping_core() {
  constexpr int64_t kNap_ns = pace.times * 3'000;
  WaitGroup group;
  group.add(2);
  for (int i = 0; i < 2; i++) {
    go([&] {
      int64_t const start_ns = nanotime();
      sleep_core(kNap_ns);
      expect(nanotime() - start_ns >= kNap_ns, "sleep_core: woke too early");
      group.done();
    });
  }
  group.wait();
}

void system_calls() {
  constexpr int64_t kLong_ns = pace.times * 60'000, kShort_ns = pace.times * 300;
  WaitGroup group;
  group.add(9);
  for (int i = 0; i < 3; i++) {
    go([&] {
      busy_syscall(kLong_ns);
      group.done();
    });
    go([&] {
      for (int call = 0; call < 4; call++) {
        busy_syscall(kShort_ns);
      }
      group.done();
    });
    go([&] { group.done(); });
  }
  group.wait();
}

void blocking_calls() {
  WaitGroup group;
  group.add(6);
  for (int i = 0; i < 3; i++) {
    go([&] {
      entersyscallblock();
      for (uint32_t round = 0; round < 50 * pace.times; round++) {
        cpu_relax();
      }
      exitsyscall();
      group.done();
    });
    go([&] {
      Gosched();
      group.done();
    });
  }
  group.wait();
}

// The P of the call goes to a hog if a core is free for it, and then every P has one when the call ends.
void call_beside_hogs() {
  constexpr int64_t kPatience = pace.times * 300;
  Flag stop;
  WaitGroup group;
  uint32_t holding = 0;
  group.add(static_cast<int32_t>(GOMAXPROCS()));
  go([&] {
    for (uint32_t i = 0; i < GOMAXPROCS(); i++) {
      go([&] {
        __atomic_fetch_add(&holding, 1, __ATOMIC_RELAXED);
        hog_until(stop);
        group.done();
      });
    }
    entersyscallblock();
    for (int64_t i = 0; i < kPatience && __atomic_load_n(&holding, __ATOMIC_RELAXED) < GOMAXPROCS(); i++) {
      cpu_relax();
    }
    exitsyscall();
    stop.raise();
  });
  group.wait();
}

void park_refused() {
  for (int round = 0; round < 3; round++) {
    gopark([](G*, void*) { return false; }, nullptr, WaitReason::semacquire);
  }
}

}  // namespace burrow::scenario

// Goroutines tied to cores: they always come back to their own, beside others, with more of them than cores; the core serves
// others while its goroutine waits, and goes on when one ends tied. Go: TestYieldLocked, TestYieldLockedProgress, TestBlockLocked,
// TestLockOSThreadNesting, TestLockOSThreadExit (proc_test.go).
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kRounds = 200;

struct Tally {
  // relaxed: counts, read after the wait
  std::atomic<uint32_t> turns = 0;
  std::atomic<uint32_t> astray = 0;
  std::atomic<bool> stop = false;
  WaitGroup ended;
};

// Notes whether the caller is where it was.
class Home {
 public:
  explicit Home(Tally* tally) : tally_(tally), core_(place().core) {}
  void check() const { tally_->astray.fetch_add(place().core != core_, relaxed); }

 private:
  Tally* tally_;
  uint32_t core_;
};

void yield_tied(Tally* tally) {
  LockOSThread();
  Home home(tally);
  for (uint32_t round = 0; round < kRounds; round++) {
    Gosched();
    home.check();
    tally->turns.fetch_add(1, relaxed);
  }
  UnlockOSThread();
  tally->ended.done();
}

void pass_tied(Tally* tally, Sema* mine, Sema* next) {
  LockOSThread();
  Home home(tally);
  for (uint32_t round = 0; round < kRounds; round++) {
    mine->acquire();
    home.check();
    tally->turns.fetch_add(1, relaxed);
    next->release();
  }
  tally->ended.done();
}  // ends tied

void call_tied(Tally* tally) {
  LockOSThread();
  Home home(tally);
  for (uint32_t round = 0; round < 20; round++) {
    busy_syscall(200'000);
    home.check();
    tally->turns.fetch_add(1, relaxed);
  }
  tally->ended.done();
}

void bystander(Tally* tally) {
  while (!tally->stop.load(relaxed)) {
    cpu_relax();
    Gosched();
  }
  tally->ended.done();
}

// A ring of tied ones, one more than there are cores, beside others of all kinds.
void run_many() {
  Tally tally;
  uint32_t const ring = NumCPU() + 1;
  constexpr uint32_t kMost = arch::kMaxCores + 1;
  Sema seats[kMost];
  tally.ended.add(static_cast<int32_t>(ring) + 4);
  for (uint32_t i = 0; i < ring; i++) {
    go(pass_tied, &tally, &seats[i], &seats[(i + 1) % ring]);
  }
  go(yield_tied, &tally);
  go(yield_tied, &tally);
  go(call_tied, &tally);
  go(bystander, &tally);
  seats[0].release();
  while (tally.turns.load(relaxed) < ring * kRounds + 2 * kRounds + 20) {
    cpu_relax();
    Gosched();
  }
  tally.stop.store(true, relaxed);
  tally.ended.wait();
  print("tied: ", ring, " goroutines on cores of their own passed a token ", kRounds, " times each\n");
  expect(tally.astray.load(relaxed) == 0, "tied: everyone stayed on its core");
}

// Ends tied, many times: no core is lost by it.
void end_tied() {
  for (uint32_t i = 0; i < 4 * NumCPU(); i++) {
    WaitGroup ended;
    ended.add(1);
    go([&ended] {
      LockOSThread();
      ended.done();
    });
    ended.wait();
  }
  WaitGroup all;
  all.add(static_cast<int32_t>(NumCPU()));
  std::atomic<uint32_t> met = 0;
  uint32_t const wanted = NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS();
  for (uint32_t i = 0; i < NumCPU(); i++) {
    go([&] {
      met.fetch_add(1, relaxed);
      while (met.load(relaxed) < wanted) {  // only if all cores still run goroutines, all meet
        cpu_relax();
      }
      all.done();
    });
  }
  all.wait();
}

}  // namespace

void tied() {
  run_many();
  end_tied();
}

}  // namespace burrow::tasks

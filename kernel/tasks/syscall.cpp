// System calls keep their core and give away their P: while calls of 50 ms hold cores, others run if a core is free. A
// goroutine that makes one short call after the other is still preempted when its slice is over.
// Go: TestGCFairness and issue 28701.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr int64_t kLong_ns = 50'000'000;
constexpr int64_t kPatience_ns = 5'000'000'000;

struct Tally {
  // relaxed: counts and flags with nothing behind them; main reads them after the wait
  std::atomic<uint32_t> started = 0;
  std::atomic<uint32_t> ran = 0;
  std::atomic<uint32_t> beside = 0;
  std::atomic<int64_t> first_end_ns = 0;
  std::atomic<uint32_t> calls = 0;
  std::atomic<bool> stop = false;
  WaitGroup ended;
};

void long_call(Tally* tally) {
  int64_t none = 0;
  tally->first_end_ns.compare_exchange_strong(none, nanotime() + kLong_ns, relaxed);
  tally->started.fetch_add(1, relaxed);
  busy_syscall(kLong_ns);
  tally->ended.done();
}

// As many long calls as Ps, and behind them in the queues four times as many that want to run. Returns how many did before
// the first call was over, and after all had begun: with a P that was taken from one of them.
uint32_t run_beside_long_calls() {
  Tally tally;
  uint32_t calls = GOMAXPROCS(), others = 4 * calls;
  tally.ended.add(static_cast<int32_t>(calls + others));
  for (uint32_t i = 0; i < calls; i++) {
    go(long_call, &tally);
  }
  for (uint32_t i = 0; i < others; i++) {
    go([&tally, calls] {
      bool all_in = tally.started.load(relaxed) == calls;
      tally.beside.fetch_add(all_in && nanotime() < tally.first_end_ns.load(relaxed), relaxed);
      tally.ran.fetch_add(1, relaxed);
      tally.ended.done();
    });
  }
  tally.ended.wait();
  expect(tally.ran.load(relaxed) == others, "syscall: everyone ran");
  return tally.beside.load(relaxed);
}

// Never parks, and is in a call most of the time. The last one that begins starts the goroutine that stops all.
void call_on_and_on(Tally* tally, uint32_t callers, int64_t call_ns, int64_t until_ns) {
  if (tally->started.fetch_add(1, relaxed) + 1 == callers) {
    go([tally] {
      tally->ran.store(tally->calls.load(relaxed), relaxed);
      tally->stop.store(true, relaxed);
      tally->ended.done();
    });
  }
  while (!tally->stop.load(relaxed) && nanotime() < until_ns) {
    busy_syscall(call_ns);
    tally->calls.fetch_add(1, relaxed);
  }
  tally->ended.done();
}

// Whether that goroutine ran before the callers lost patience.
bool preempted_between_calls(int64_t call_ns) {
  Tally tally;
  uint32_t callers = GOMAXPROCS();
  int64_t until_ns = nanotime() + kPatience_ns;
  tally.ended.add(static_cast<int32_t>(callers) + 1);
  for (uint32_t i = 0; i < callers; i++) {
    go(call_on_and_on, &tally, callers, call_ns, until_ns);
  }
  tally.ended.wait();
  return nanotime() < until_ns;
}

}  // namespace

void syscall() {
  constexpr int kAttempts = 5;  // for 50 ms the host may run something else
  bool const core_is_free = NumCPU() > GOMAXPROCS();
  uint32_t beside = run_beside_long_calls();
  for (int attempt = 1; core_is_free && beside == 0 && attempt < kAttempts; attempt++) {
    beside = run_beside_long_calls();
  }
  print("syscall: while every P was in a call of 50 ms, ", beside, " others ran\n");
  expect(!core_is_free || beside > 0, "syscall: a P in a long call went to a free core");
  for (int64_t call_us : {10, 100, 1000}) {
    bool ran = preempted_between_calls(call_us * 1000);
    print("syscall: beside calls of ", call_us, " us without end ", ran ? "others ran\n" : "nobody ran\n");
    expect(ran, "syscall: short calls without end are preempted");
  }
}

}  // namespace burrow::tasks

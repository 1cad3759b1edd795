// As many goroutines as there are Ps with a core run at the same moment: each waits, looking, until all are there,
// notes its P, and waits until all have noted theirs. Where none was preempted meanwhile, none has left its P.
// Go: TestGoroutineParallelism (proc_test.go).
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kMost = arch::kMaxCores;
constexpr int64_t kPatience_ns = 10'000'000'000;

struct Meeting {
  uint32_t guests;
  int64_t until_ns;
  std::atomic<uint32_t> arrived = 0;
  std::atomic<uint32_t> noted = 0;
  uint32_t ps[kMost] = {};  // each guest writes its own
  WaitGroup ended{};
};

void wait_for_all(Meeting const& meeting, std::atomic<uint32_t>& count) {
  count.fetch_add(1, acq_rel);  // acq_rel: pairs with acq below
  while (count.load(acquire) < meeting.guests && nanotime() < meeting.until_ns) {  // acq: pairs with the line above
    cpu_relax();
  }
}

void attend(Meeting* meeting, uint32_t guest) {
  wait_for_all(*meeting, meeting->arrived);
  meeting->ps[guest] = place().p;
  wait_for_all(*meeting, meeting->noted);
  meeting->ended.done();
}

uint64_t preemptions() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).preemptions;
  }
  return sum;
}

uint32_t distinct(Meeting const& meeting) {
  uint32_t count = 0;
  for (uint32_t a = 0; a < meeting.guests; a++) {
    bool seen = false;
    for (uint32_t b = 0; b < a; b++) {
      seen = seen || meeting.ps[a] == meeting.ps[b];
    }
    count += !seen;
  }
  return count;
}

// Whether all of them ran at once.
bool meet(uint32_t guests, int64_t until_ns) {
  Meeting meeting{.guests = guests, .until_ns = until_ns};
  uint64_t before = preemptions();
  meeting.ended.add(static_cast<int32_t>(guests));
  for (uint32_t guest = 0; guest < guests; guest++) {
    go(attend, &meeting, guest);
  }
  meeting.ended.wait();
  return preemptions() == before && distinct(meeting) == guests && nanotime() < until_ns;
}

}  // namespace

void parallel() {
  uint32_t guests = NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS();
  int64_t until_ns = nanotime() + kPatience_ns;
  bool met = false;
  for (uint32_t tries = 1; !met && nanotime() < until_ns; tries++) {
    met = meet(guests, until_ns);
    if (met) {
      print("parallel: ", guests, " goroutines ran at the same moment, at meeting ", tries, '\n');
    }
  }
  expect(met, "parallel: all ran at the same moment");
}

}  // namespace burrow::tasks

// Sleeping: never too short, and with idle cores about as late as the machine's own timer is. That one is measured in the same
// run, by a core that sleeps with its deadline and nothing else. And a machine that waits for one timer takes no more interrupts,
// all cores together, than that core does: one, or as many shots as its hardware needs to arrive there.
//
// What a host does meanwhile comes on top of both, and not alike: so nine sleeps of ten are compared with the latest of the
// machine's own, and once in five attempts is enough. That nobody wakes too early has to hold always.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kSleepers = 4;
constexpr uint32_t kRounds = 16;
constexpr uint32_t kSamples = kSleepers * kRounds;
constexpr uint32_t kAttempts = 5;
constexpr int64_t kShortest_ns = 500 * Microsecond;
constexpr int64_t kLongest_ns = 8 * Millisecond;
constexpr int64_t kSwitch_ns = 300 * Microsecond;  // from an interrupt to the goroutine, on emulated cores
constexpr int64_t kAlone_ns = 300 * Millisecond;

// How late each was, in order.
struct Lateness {
  int64_t ns[kSamples];

  void sort() {
    for (uint32_t i = 1; i < kSamples; i++) {
      int64_t value = ns[i];
      uint32_t at = i;
      for (; at > 0 && ns[at - 1] > value; at--) {
        ns[at] = ns[at - 1];
      }
      ns[at] = value;
    }
  }
  int64_t nine_of_ten() const { return ns[kSamples * 9 / 10]; }
  int64_t latest() const { return ns[kSamples - 1]; }
};

int64_t duration(uint32_t who, uint32_t round) {
  uint64_t state = (who * kRounds + round + 1) * 0x9e3779b97f4a7c15;
  return kShortest_ns + static_cast<int64_t>((state >> 20) % (kLongest_ns - kShortest_ns));
}

template <class Sleep>
int64_t late(Sleep wait, int64_t ns) {
  int64_t start = nanotime();
  wait(ns);
  return nanotime() - start - ns;
}

void measure_machine(Lateness* own) {
  for (uint32_t i = 0; i < kSamples; i++) {
    own->ns[i] = late(sleep_core, duration(i / kRounds, i % kRounds));
  }
  own->sort();
}

void measure_sleepers(Lateness* all) {
  WaitGroup ended;
  ended.add(kSleepers);
  for (uint32_t who = 0; who < kSleepers; who++) {
    go([&ended, all, who] {
      for (uint32_t round = 0; round < kRounds; round++) {
        all->ns[who * kRounds + round] = late(sleep, duration(who, round));
      }
      ended.done();
    });
  }
  ended.wait();
  all->sort();
}

// How many were up to 50, 100, 200 … us late.
void print_histogram(char const* what, Lateness const& late) {
  print("sleep: ", what);
  uint32_t at = 0;
  for (int64_t limit_ns = 50 * Microsecond; at < kSamples; limit_ns *= 2) {
    uint32_t first = at;
    while (at < kSamples && late.ns[at] < limit_ns) {
      at++;
    }
    print("  <", limit_ns / Microsecond, "us ", at - first);
  }
  print('\n');
}

// Whether sleeps were as exact as the machine.
bool attempt() {
  Lateness own, sleeps;
  measure_machine(&own);
  measure_sleepers(&sleeps);
  print_histogram("the machine's own timer late by", own);
  print_histogram("sleeping goroutines late by    ", sleeps);
  expect(own.ns[0] >= 0, "sleep: no core woke too early");
  expect(sleeps.ns[0] >= 0, "sleep: no goroutine woke too early");
  return sleeps.nine_of_ten() <= own.latest() + kSwitch_ns;
}

uint64_t timer_interrupts() {
  uint64_t sum = 0;
  for (uint32_t core = 0; core < NumCPU(); core++) {
    sum += core_stats(core).timer_irqs;
  }
  return sum;
}

template <class Sleep>
uint64_t interrupts_of(Sleep wait) {
  sleep(Millisecond);  // who still looks for work finds none
  uint64_t before = timer_interrupts();
  wait(kAlone_ns);
  return timer_interrupts() - before;
}

// Whether one timer has cost what one deadline costs.
bool attempt_alone() {
  uint64_t own = interrupts_of(sleep_core);
  uint64_t all = interrupts_of(sleep);
  print("sleep: ", kAlone_ns / Millisecond, " ms with one deadline: ", own, " timer interrupts; with one timer: ", all, ", all ",
        NumCPU(), " cores together\n");
  return all <= own;
}

template <class Attempt>
bool once_in_five(Attempt attempt_once) {
  for (uint32_t i = 0; i < kAttempts; i++) {
    if (attempt_once()) {
      return true;
    }
  }
  return false;
}

}  // namespace

void sleep_task() {
  expect(once_in_five(attempt), "sleep: nine sleeps of ten were as exact as the machine's own timer");
  expect(once_in_five(attempt_alone), "sleep: one timer costs no more interrupts than one deadline");
}

}  // namespace burrow::tasks

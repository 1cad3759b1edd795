// Stacks that others write to: their own g0, another core, two cores at once. Nobody's state changes, no page is lost, and
// what was written is there when the owner looks.
#include <atomic>

#include "kernel/memory.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"
#include "tests/iron/checks.h"
#include "tests/sim/faults.h"
#include "tests/support/committed.h"

namespace burrow::iron {

namespace {

using enum std::memory_order;
using scenario::fresh_page;
using scenario::growths;

constexpr size_t kWords = arch::kPageSize / sizeof(uint64_t);
constexpr int64_t kPatience_ns = 2'000'000'000;

uint64_t volatile* words_of(uintptr_t page) { return reinterpret_cast<uint64_t volatile*>(page); }

// Words first, first + step, …: each its own address, mixed with the salt. Returns whether all were zero.
bool fill(uintptr_t page, size_t first, size_t step, uint64_t salt) {
  bool zero = true;
  for (size_t i = first; i < kWords; i += step) {
    zero = zero && words_of(page)[i] == 0;
    words_of(page)[i] = (page + i) ^ salt;
  }
  return zero;
}

bool filled(uintptr_t page, size_t first, size_t step, uint64_t salt) {
  bool all = true;
  for (size_t i = first; i < kWords; i += step) {
    all = all && words_of(page)[i] == ((page + i) ^ salt);
  }
  return all;
}

// -- its own g0 -----------------------------------------------------------------------------------------------------

struct Job {
  uintptr_t page;
  bool zero;
};

void write_on_g0() {
  acquirem();  // or a preemption's registers would lie in the page
  Job job{fresh_page(), false};
  uint64_t const before = growths();
  systemstack(
      [](void* arg) {
        Job& work = *static_cast<Job*>(arg);
        work.zero = fill(work.page, 0, 1, 1);
      },
      &job);
  bool const mapped = committed(job.page) && growths() == before;
  bool const kept = filled(job.page, 0, 1, 1);
  releasem(getg()->m);
  expect(job.zero && kept, "faults_g0: what g0 wrote to the stack is not there");
  expect(mapped, "faults_g0: the page was not just mapped");
  expect(scenario::reach(job.page), "faults_g0: the stack is not usable");
}

// -- a parked goroutine's stack -------------------------------------------------------------------------------------

constexpr uint32_t kPages = 40;  // of each victim

// Lends pages of its stack while it is parked.
struct Victim {
  uintptr_t top = 0;             // the highest of its fresh pages; written before ready.release()
  uint32_t core = 0;             // where it parked
  G* gp = nullptr;
  Sema ready{}, back{};
};

void lend(Victim& victim) {
  victim.top = fresh_page() - arch::kPageSize;  // what it needs to park lies above
  victim.core = place().core;
  victim.gp = getg();
  victim.ready.release();
  victim.back.acquire();
}

uintptr_t page_of(Victim const& victim, uint32_t which) { return victim.top - which * arch::kPageSize; }

// Waits until the victim is off its stack. Its pages can be had.
void borrow(Victim& victim) {
  victim.ready.acquire();
  while (readgstatus(victim.gp) != GStatus::waiting) {
    cpu_relax();
    Gosched();
  }
}

bool many_cores() { return NumCPU() > 1 && GOMAXPROCS() > 1; }

// Goes to another core than this one if there is any.
void leave(uint32_t core) {
  for (int64_t until_ns = nanotime() + kPatience_ns; many_cores() && place().core == core && nanotime() < until_ns;) {
    Gosched();
  }
}

// Returns how many pages were written by another core than the victim's.
uint32_t write_to_parked(uint32_t round) {
  Victim victim;
  std::atomic<uint32_t> elsewhere = 0;  // rlx: read after the wait
  WaitGroup ended;
  ended.add(1);
  scenario::go_fresh([&] {
    lend(victim);
    for (uint32_t i = 0; i < kPages; i++) {
      expect(filled(page_of(victim, i), 0, 1, round), "faults_parked: what another core wrote is not there");
    }
    expect(scenario::reach(page_of(victim, kPages - 1)), "faults_parked: the stack is not usable");
    ended.done();
  });
  borrow(victim);
  leave(victim.core);
  uint64_t const before = growths();
  for (uint32_t i = 0; i < kPages; i++) {
    uintptr_t const page = page_of(victim, i);
    expect(!committed(page), "faults_parked: the page was there already");
    elsewhere.fetch_add(place().core != victim.core, relaxed);
    expect(fill(page, 0, 1, round), "faults_parked: a new page is not zero");
    expect(committed(page), "faults_parked: the page is not there");
  }
  expect(growths() == before && readgstatus(victim.gp) == GStatus::waiting, "faults_parked: a state has changed");
  victim.back.release();
  ended.wait();
  return elsewhere.load(relaxed);
}

// -- two cores at once ----------------------------------------------------------------------------------------------

// Two cores go from page to page in step.
struct Race {
  Victim const& victim;
  uint32_t round;
  std::atomic<uint32_t> arrived = 0;
  std::atomic<uint32_t> late = 0;            // rlx, as all that follows: read after the wait
  std::atomic<uint32_t> taken[kPages] = {};  // pages that left the reserves of the two
  std::atomic<uint32_t> dirty = 0;
  WaitGroup ended{};
};

// Waits until both have come `times` times; the last stretch without a pause, which would cost more than the page fault.
bool meet(Race& race, uint32_t times) {
  constexpr uint32_t kHot = 5'000;
  race.arrived.fetch_add(1, acq_rel);  // acq_rel: pairs with the loads
  for (uint32_t look = 0; look < kHot && race.arrived.load(acquire) < 2 * times; look++) {  // acq: pairs with the add
    asm volatile("");
  }
  for (int64_t until_ns = nanotime() + kPatience_ns;
       race.arrived.load(acquire) < 2 * times && nanotime() < until_ns;) {  // acq: pairs with the add
    cpu_relax();
  }
  return race.arrived.load(acquire) >= 2 * times;  // acq: pairs with the add
}

uint32_t reserve() {
  arch::IrqState const irq = arch::irq_save();
  uint32_t const pages = bare::reserved_pages();
  arch::irq_restore(irq);
  return pages;
}

// m.locks raised: in step with the other to the end. which: 0 or 1, the words to write.
void touch_all(Race& race, size_t which) {
  M* mp = acquirem();
  for (uint32_t i = 0; i < kPages && race.late.load(relaxed) == 0; i++) {
    uint32_t const delay = which * (race.round * kPages + i) % 32;
    meet(race, 3 * i + 1);
    uint32_t const before = reserve();
    race.late.fetch_add(!meet(race, 3 * i + 2), relaxed);
    for (uint32_t step = 0; step < delay; step++) {
      asm volatile("");
    }
    bool const zero = fill(page_of(race.victim, i), which, 2, race.round);
    race.taken[i].fetch_add(before - reserve(), relaxed);
    race.dirty.fetch_add(!zero, relaxed);
    meet(race, 3 * i + 3);
  }
  releasem(mp);
  race.ended.done();
}

void touch_together(uint32_t round) {
  Victim victim;
  WaitGroup ended;
  ended.add(1);
  scenario::go_fresh([&] {
    lend(victim);
    for (uint32_t i = 0; i < kPages; i++) {
      expect(filled(page_of(victim, i), 0, 1, round), "faults_race: what one of the two wrote is not there");
    }
    ended.done();
  });
  borrow(victim);
  Race race{.victim = victim, .round = round};
  race.ended.add(2);
  for (size_t which = 0; which < 2; which++) {
    go([&race, which] { touch_all(race, which); });
  }
  race.ended.wait();
  expect(race.late.load(relaxed) == 0, "faults_race: the other core did not come");
  expect(race.dirty.load(relaxed) == 0, "faults_race: a new page is not zero");
  for (uint32_t i = 0; i < kPages; i++) {
    expect(race.taken[i].load(relaxed) == 1, "faults_race: not exactly one page was taken");
  }
  victim.back.release();
  ended.wait();
}

}  // namespace

void faults_g0() {
  for (int i = 0; i < 5; i++) {
    scenario::as_goroutine(write_on_g0);
  }
}

void faults_parked() {
  uint32_t elsewhere = 0;
  for (uint32_t round = 1; round <= 5; round++) {
    elsewhere += write_to_parked(round);
  }
  print("faults_parked: ", 5 * kPages, " pages, ", elsewhere, " of them by another core\n");
  expect(elsewhere > 0 || !many_cores(), "faults_parked: no other core wrote");
}

void faults_race() {
  if (!many_cores()) {
    print("faults_race: needs two cores\n");
    task_fail("this machine has one core, or one P");
    return;
  }
  for (uint32_t round = 0; round < 20; round++) {
    touch_together(round);
  }
}

}  // namespace burrow::iron

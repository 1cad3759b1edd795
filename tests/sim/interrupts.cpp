// Interrupts without pause: while a core holds each of the runtime's locks, while it sleeps for a time. Go: lockrank_test.go,
// TestSpuriousWakeupsNeverHangSemasleep (semasleep_test.go).
#include <iterator>

#include "runtime/model/g.h"
#include "runtime/model/lockrank.h"
#include "runtime/model/m.h"
#include "runtime/model/sched.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/crowd.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

// Interrupts all cores, its own too.
void poker(Crowd* crowd) {
  while (crowd->stop.get() == 0) {
    for (uint32_t core = 0; core < NumCPU(); core++) {
      arch::poke_core(core);
    }
    crowd->work.add();
    look();
  }
}

struct Lock {
  LockRank rank;
  Atomic<uint32_t>* key;
};

Atomic<uint32_t> channel, timer, timers;  // of which there is no one in particular

constexpr Lock kLocks[] = {
    {LockRank::sysmon, &sched.sysmonlock.key}, {LockRank::hchan, &channel},
    {LockRank::timer, &timer},                 {LockRank::timers, &timers},
    {LockRank::sema, &sched.worldsema.lock.key}, {LockRank::sched, &sched.lock.key},
    {LockRank::allg, &sched.allglock.key},     {LockRank::gfree, &sched.gfreelock.key},
    {LockRank::heap, &sched.heaplock.key},     {LockRank::print, &sched.printlock.key},
};
static_assert(std::size(kLocks) == static_cast<uint32_t>(LockRank::print), "every rank but none");

struct Holders {
  uint32_t inside[std::size(kLocks)] = {};  // holders of each lock
  Count alone, moved, undisturbed;
};

uint64_t interrupts_on(uint32_t core) {
  arch::CoreStats const stats = core_stats(core);
  return stats.pokes + stats.timer_irqs;
}

// on g · holds a lock. Until an interrupt has come upon this core.
void wait_for_interrupt(M* mp, Holders* all) {
  constexpr uint32_t kPatience = pace.times * 1'000;
  uint64_t const before = interrupts_on(mp->id);
  uint32_t round = 0;
  for (; round < kPatience && interrupts_on(mp->id) == before; round++) {
    arch::poke_core(mp->id);
    look();
  }
  if (round == kPatience) {
    all->undisturbed.add();
  }
}

// With the locks [first, end) held, taken in their order, this core is interrupted and nobody else comes in.
void hold(uint32_t first, uint32_t end, Holders* all) {
  for (uint32_t i = first; i < end; i++) {
    lock_ranked(*kLocks[i].key, kLocks[i].rank);
    if (all->inside[i]++ != 0) {
      all->alone.add();
    }
  }
  M* mp = getg()->m;
  wait_for_interrupt(mp, all);
  if (getg()->m != mp || mp->locks != static_cast<int32_t>(end - first)) {
    all->moved.add();
  }
  for (uint32_t i = end; i-- > first;) {
    all->inside[i]--;
    unlock_ranked(*kLocks[i].key, kLocks[i].rank);
  }
}

void hold_each(Holders* all) {
  for (uint32_t i = 0; i < std::size(kLocks); i++) {
    hold(i, i + 1, all);
  }
  hold(0, std::size(kLocks), all);
}

}  // namespace

void locks_in_storm() {
  constexpr int32_t kHolders = 2;
  Holders all;
  Crowd crowd;
  crowd.join(1, poker);
  crowd.join(1, spawner);
  WaitGroup ended;
  ended.add(kHolders);
  for (int32_t i = 0; i < kHolders; i++) {
    go([&] {
      hold_each(&all);
      ended.done();
    });
  }
  ended.wait();
  crowd.dismiss();
  expect(all.alone.get() == 0, "locks_in_storm: two held one lock");
  expect(all.moved.get() == 0, "locks_in_storm: preempted with a lock held");
  expect(all.undisturbed.get() == 0, "locks_in_storm: no interrupt came");
}

// A timed sleep ends, and not before its time, though its core is woken without pause. On one core nobody is there to wake it.
void sleep_in_storm() {
  constexpr int64_t kNap_ns = pace.times * 2'000;
  constexpr uint64_t kOften = 3;
  uint32_t const before = GOMAXPROCS(GOMAXPROCS() < 2 ? 2 : GOMAXPROCS());
  Crowd crowd;
  crowd.join(1, poker);
  while (crowd.work.get() == 0) {
    Gosched();
  }
  LockOSThread();
  uint32_t const core = place().core;
  for (uint64_t woken = 0; woken < kOften;) {
    uint64_t const pokes = core_stats(core).pokes;
    int64_t const start_ns = nanotime();
    sleep_core(kNap_ns);
    expect(nanotime() - start_ns >= kNap_ns, "sleep_in_storm: woke too early");
    woken = NumCPU() == 1 ? kOften : core_stats(core).pokes - pokes;
  }
  UnlockOSThread();
  crowd.dismiss();
  GOMAXPROCS(before);
}

}  // namespace burrow::scenario

// The watch over system calls: takes the P from a call that lasts and gives it to a core that has nothing to do.
// Go: sysmon, retake, entersyscall_sysmon (proc.go). Differs: a duty, not a thread. The timer of the core in the call finds
// that a look is due and pokes a core that sleeps, which looks before it sleeps on: where no core is free, a P could not be
// run by anyone else, and nobody looks. Slices are measured by each core's own timer.
//
// enter/doze: a look that is due is not slept over.
//   core that enters a call                core that goes to sleep, or wakes (doze)
//   A  P → syscall                         D  its bit in dozing, set or cleared
//   B  full fence; sysmondue ← time        E  full fence
//   C  a bit in dozing? else wake a core   F  sysmondue: look now, or leave the watch to another
//      that never ran
//   Later the timer pokes a core in dozing, until sysmondue has moved on.
#include <algorithm>
#include <bit>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/runq.h"
#include "runtime/sched/proc.h"

namespace burrow {

static constexpr int64_t kShortest_ns = 20'000;
static constexpr int64_t kLongest_ns = 10'000'000;
static constexpr uint32_t kPatience = 50;

void keep_watch() {
  publish_then_check();  // point E
  // relaxed, all: after the fence
  bool wanted = sched.sysmondue_ns.load(relaxed) != 0 || sched.netpollWaiters.load(relaxed) != 0;
  if (wanted && sched.dozing.load(relaxed) == 0 && sched.nmfree.load(relaxed) != 0) {
    systemstack([](void*) { start_idle_core(); }, nullptr);
  }
}

void sysmon_begin(M* mp) {  // point B: reentersyscall's fence. The cas writes nothing when it fails
  int64_t now = arch::nanotime();
  int64_t silent = 0;
  int64_t when = now + kShortest_ns;
  if (!sched.sysmondue_ns.cas(silent, when, acq_rel, relaxed) && silent > now) {  // acq_rel: pairs with fall_silent
    when = silent;
  }
  int64_t armed = mp->armed_ns.load(relaxed);  // relaxed: this core and its interrupts
  if (armed <= now || armed > when) {
    arm_timer(mp, when);
  }
  keep_watch();
}

// masked. Point C; and the timer again, as long as this core is in the call.
void sysmon_wake(M* mp, int64_t now) {
  int64_t due = sched.sysmondue_ns.load(relaxed);  // relaxed: a time to look
  uint64_t dozing = sched.dozing.load(acquire);    // acq: pairs with the fetch_or in doze
  if (due == 0) {
    return;
  }
  if (now < due) {
    arm_timer(mp, due);
  } else if (dozing == 0) {  // who goes to sleep later looks for himself
    arm_timer(mp, now + kLongest_ns);
  } else {
    arch::poke_core(static_cast<uint32_t>(std::countr_zero(dozing)));
    arm_timer(mp, now + kShortest_ns);
  }
}

// Whether the P's call has lasted since the last look, and is worth the trouble.
static bool overdue(P* pp, int64_t now) {
  uint32_t tick = pp->syscalltick.load(relaxed);  // relaxed: tells two calls apart
  if (pp->seentick != tick) {
    pp->seentick = tick;
    pp->seen_ns = now;
    return false;
  }
  bool others_look = sched.nmspinning.load(relaxed) + static_cast<int32_t>(sched.npidle.load(relaxed)) > 0;  // relaxed: hints
  return !(runqempty(pp) && others_look && now < pp->seen_ns + kLongest_ns);
}

struct Round {
  uint32_t calls;  // Ps in system calls
  uint32_t taken;
};

// holds sysmonlock
static Round retake(int64_t now) {
  Round round{};
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    P* pp = allp[id];
    if (pp->status.load(relaxed) != PStatus::syscall) {  // relaxed: the CAS decides
      continue;
    }
    round.calls++;
    bool of_use = sched.nmfree.load(relaxed) != 0;  // relaxed: a hint; startm copes with no core
    if (of_use && overdue(pp, now) && take_from_syscall(pp, PStatus::idle)) {
      round.taken++;
      handoffp(pp);
    }
  }
  return round;
}

// holds sysmonlock
static int64_t next_delay(Round const& round) {
  sched.sysmonidle = round.taken != 0 ? 0 : sched.sysmonidle + 1;
  if (sched.sysmonidle <= kPatience) {
    sched.sysmondelay_ns = kShortest_ns;
  } else {
    sched.sysmondelay_ns = std::min(sched.sysmondelay_ns * 2, kLongest_ns);
  }
  return sched.sysmondelay_ns;
}

static bool any_syscall() {
  for (uint32_t id = 0, n = gomaxprocs.load(relaxed); id < n; id++) {  // relaxed: R1
    if (allp[id]->status.load(relaxed) == PStatus::syscall) {  // relaxed: after the fence
      return true;
    }
  }
  return false;
}

// Nobody in a call: silent, until someone enters one. holds sysmonlock
static void fall_silent() {
  sched.sysmonidle = 0;
  sched.sysmondue_ns.exchange(0, acq_rel);  // acq_rel: pairs with the cas in sysmon_begin
  publish_then_check();
  if (any_syscall()) {  // it came in between and counted on the old time
    sched.sysmondue_ns.store(arch::nanotime() + kShortest_ns, release);  // rel: pairs with the cas in sysmon_begin
  }
}

// An M on duty stands on the idle list and may all the same hold a P: no deadlock before it has let go.
static Round retake_on_duty(int64_t now) {
  lock(sched.lock);
  sched.nmonduty++;
  unlock(sched.lock);
  Round round = retake(now);
  lock(sched.lock);
  sched.nmonduty--;
  checkdead();
  unlock(sched.lock);
  return round;
}

static bool is_due(int64_t now) {
  int64_t due = sched.sysmondue_ns.load(relaxed);  // relaxed: after the fence in doze, or under sysmonlock
  return due != 0 && due <= now;
}

void sysmon() {
  if (!is_due(arch::nanotime()) || !trylock(sched.sysmonlock)) {
    return;
  }
  int64_t now = arch::nanotime();
  if (is_due(now)) {  // nobody else has looked meanwhile
    Round round = retake_on_duty(now);
    if (round.calls > round.taken) {
      sched.sysmondue_ns.store(now + next_delay(round), release);  // rel: pairs with the cas in sysmon_begin
    } else {
      fall_silent();
    }
  }
  unlock(sched.sysmonlock);
}

}  // namespace burrow

// What each leaves out. Go: none; the originals are in runtime/.
#include "tests/sim/mutants.h"

#include "arch/arch.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/note.h"
#include "runtime/model/p.h"
#include "runtime/queue/gfree.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/idle.h"
#include "runtime/queue/irqready.h"
#include "runtime/queue/runq.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan_step.h"
#include "runtime/sync/sema.h"

namespace burrow {

namespace mutant {

Mutant active;
uint64_t requests;

}  // namespace mutant

using mutant::active;
using mutant::Mutant;

void ready_wakep() {
  if (active != Mutant::ready_without_wakep) {
    wakep();
  }
}

void newproc_wakep() {
  if (active != Mutant::newproc_without_wakep) {
    wakep();
  }
}

P* last_look_pidleget() { return active == Mutant::stopm_without_last_look ? nullptr : pidlegetSpinning(); }

void schedule_resetspinning() {
  if (active != Mutant::found_work_without_wakep) {
    resetspinning();
    return;
  }
  getg()->m->spinning = false;
  sched.nmspinning.fetch_add(-1, acq_rel);  // rel: as in stop_spinning
}

void stw_preemptall() {
  uint64_t const number = mutant::requests++;
  if (active != Mutant::no_request && (active != Mutant::lost_requests || number % 3 == 2)) {
    preemptall();
  }
}

void startm_notewakeup(Note& note) {
  if (active != Mutant::startm_without_wakeup) {
    notewakeup(note);
  }
}

namespace arch {

void note_poke(uint32_t core) {
  if (active != Mutant::note_without_poke) {
    poke_core(core);
  }
}

void netpoll_poke(uint32_t core) {
  if (active != Mutant::netpoll_without_poke) {
    poke_core(core);
  }
}

}  // namespace arch

bool doze_irqready_empty() { return active == Mutant::doze_without_irqready || irqready_empty(); }

void netpoll_gopark(UnlockFn unlockf, void* desc, WaitReason reason) {
  if (active != Mutant::netpoll_commits_blindly) {
    gopark(unlockf, desc, reason);
    return;
  }
  UnlockFn const blindly = [](G* gp, void* to) {
    static_cast<PollDesc*>(to)->rg.store(reinterpret_cast<uintptr_t>(gp), release);  // rel: as in netpollblockcommit
    return true;
  };
  gopark(blindly, desc, reason);
}

void stopm_checkdead() {
  if (active != Mutant::stopm_without_checkdead) {
    checkdead();
  }
}

void stopm_mremove(M* mp) {
  if (active != Mutant::last_look_without_mremove) {
    mremove(mp);
  }
}

void startm_retire_p(P* pp) {
  if (active != Mutant::startm_without_pidleput) {
    retire_p(pp);
  }
}

void halt_retire_p(P* pp) {
  if (active != Mutant::halt_without_pidleput) {
    retire_p(pp);
  }
}

void gosched_globrunqput(G* gp) {
  if (active != Mutant::gosched_without_queue) {
    globrunqput(gp);
  }
}

void gosched_dropg() {
  if (active != Mutant::gosched_without_dropg) {
    dropg();
  }
}

void newproc_runqput(P* pp, G* gp, bool next) {
  runqput(pp, gp, next);
  if (active == Mutant::newproc_twice_in_queue) {
    runqput(pp, gp, false);
  }
}

void sema_gopark(UnlockFn unlockf, void* lock, WaitReason reason) {
  if (active != Mutant::gopark_unlocks_first) {
    gopark(unlockf, lock, reason);
    return;
  }
  unlockf(getg(), lock);
  gopark([](G*, void*) { return true; }, nullptr, reason);
}

void sema_goyield() {
  if (active != Mutant::handoff_without_goyield) {
    goyield();
  }
}

namespace arch {

// Nobody has waited for long.
int64_t mutex_nanotime() { return active == Mutant::mutex_without_starvation ? 0 : nanotime(); }

}  // namespace arch

void mutex_semacquire1(Semaphore& sema, bool lifo, WaitReason reason) {
  semacquire1(sema, lifo && active != Mutant::mutex_without_lifo, reason);
}

// As if a starving mutex were free for all.
void mutex_semrelease1(Semaphore& sema, bool handoff) {
  semrelease1(sema, handoff && active != Mutant::mutex_without_handoff);
}

void goexit_gfput(P* pp, G* gp) {
  if (active != Mutant::goexit_without_gfput) {
    gfput(pp, gp);
  }
}

// ---- timers

namespace arch {

int64_t timers_nanotime() { return nanotime() + (active == Mutant::early_timers ? 2'000 : 0); }

void timers_poke(uint32_t core) {
  if (active != Mutant::arm_without_poke) {
    poke_core(core);
  }
}

}  // namespace arch

void timers_wakep() {
  if (active != Mutant::arm_without_wakep) {
    wakep();
  }
}

bool poll_notedoze(Note& note, int64_t until_ns) {
  return notedoze(note, active == Mutant::poll_without_clock ? arch::kNever : until_ns);
}

int64_t poll_timeSleepUntil() { return active == Mutant::poll_without_timers ? arch::kNever : timeSleepUntil(); }

void doze_stop_polling(M* mp) {
  if (active != Mutant::awake_and_polling) {
    stop_polling(mp);
  }
}

bool look_checkTimers(P* pp) { return active != Mutant::look_without_timers && checkTimers(pp); }

void resize_move_timers(P* from, P* to) {
  if (active != Mutant::resize_without_timers) {
    move_timers(from, to);
  }
}

void handoff_wakeNetPoller(int64_t when) {
  if (active != Mutant::handoff_without_wake) {
    wakeNetPoller(when);
  }
}

uint32_t dead_timers_armed() {
  return active == Mutant::checkdead_without_timers ? 0 : active == Mutant::checkdead_always_timers ? 1 : timers_armed();
}

Step stop_step_recv(Hchan* c, void* elem) { return active == Mutant::stop_without_drain ? Step{} : step_recv(c, elem); }

void chan_addtimer(RuntimeTimer* t, int64_t when) {
  if (active != Mutant::chan_without_timer) {
    addtimer(t, when);
  }
}

}  // namespace burrow

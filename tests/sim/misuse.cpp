// What each does wrong. Whoever comes back from it has not been stopped.
#include "tests/sim/misuse.h"

#include <utility>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/note.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/world.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

namespace {

bool stay_parked(G*, void*) { return true; }

// Another core may have the goroutine by the time this one says why it stops.
[[noreturn]] void outlive() {
  for (;;) {
    cpu_relax();
  }
}

// Some state that this one does not lead to.
GStatus no_successor(GStatus from) {
  uint32_t to = 0;
  while (gedge(from, static_cast<GStatus>(to)) >= 0) {
    to++;
  }
  return static_cast<GStatus>(to);
}

PStatus no_successor(PStatus from) {
  uint32_t to = 0;
  while (pedge(from, static_cast<PStatus>(to)) >= 0) {
    to++;
  }
  return static_cast<PStatus>(to);
}

G* parked_g() {
  G* sleeper = nullptr;
  go([&] {
    __atomic_store_n(&sleeper, getg(), __ATOMIC_RELEASE);  // rel: pairs with acq below
    gopark(stay_parked, nullptr, WaitReason::semacquire);
    outlive();
  });
  G* gp;
  while ((gp = __atomic_load_n(&sleeper, __ATOMIC_ACQUIRE)) == nullptr ||  // acq: pairs with rel above
         readgstatus(gp) != GStatus::waiting || __atomic_load_n(&gp->m, __ATOMIC_ACQUIRE) != nullptr) {  // acq: park_m has done
    cpu_relax();
    Gosched();
  }
  return gp;
}

void enter_state_of_a_call() {
  acquirem();
  casgstatus(getg(), GStatus::running, GStatus::syscall);
}

P* forgotten;
void ask_again(P* pp) { pp->runSafePointFn.store(pp == forgotten, relaxed); }

[[gnu::noinline]] void enter_and_return() {
  char volatile frame[256];
  frame[0] = 1;
  entersyscall();
  frame[1] = frame[0];
}

}  // namespace

void illegal_g_edge() { casgstatus(getg(), GStatus::running, no_successor(GStatus::running)); }

void illegal_p_edge() { setpstatus(acquirem()->p, PStatus::running, no_successor(PStatus::running)); }

void unlock_unlocked() { unlock(sched.gfreelock); }

void lock_out_of_order() {
  lock(sched.allglock);
  lock(sched.lock);
}

void mcall_on_g0() {
  systemstack([](void*) { mcall([](G*) {}); }, nullptr);
}

void mcall_returns() {
  mcall([](G*) { asm volatile(""); });
}

void ready_twice() {
  G* gp = parked_g();
  systemstack(
      [](void* arg) {
        ready(static_cast<G*>(arg), true);
        ready(static_cast<G*>(arg), true);
      },
      gp);
}

void exitsyscall_too_late() {
  enter_and_return();
  exitsyscall();
}

void negative_counter() {
  WaitGroup group;
  group.done();
}

// Done and begun anew before whoever waited has had a turn.
void reused_wait_group() {
  WaitGroup group;
  group.add(1);
  go([&] {
    until_parked(WaitReason::waitgroup, 1);
    stopTheWorld();
    group.done();
    group.add(1);
    startTheWorld();
  });
  group.wait();
}

void unlock_free_mutex() {
  Mutex m;
  m.lock();
  m.unlock();
  m.unlock();
}

// The second unlock is wrong, though someone waits: it has been woken and is on its way.
void unlock_free_beside_waiter() {
  Mutex m;
  m.lock();
  go([&] { m.lock(); });
  until_parked(WaitReason::mutex_lock, 1);
  stopTheWorld();
  m.unlock();
  m.unlock();
}

void unlock_free_rwmutex() {
  RWMutex rw;
  rw.unlock();
}

void runlock_free_rwmutex() {
  RWMutex rw;
  rw.rlock();
  rw.runlock();
  rw.runlock();
}

void runlock_of_writer() {
  RWMutex rw;
  rw.lock();
  rw.runlock();
}

void unlock_of_reader() {
  RWMutex rw;
  rw.rlock();
  rw.unlock();
}

void wait_without_lock() {
  Mutex m;
  Cond cond(m);
  cond.wait();
}

void yield_with_lock() {
  acquirem();
  Gosched();
  outlive();
}

void end_with_lock() {
  go([] { acquirem(); });
  Sema never;
  never.acquire();
}

void systemstack_of_another() {
  M* mp = acquirem();
  mp->curg = mp->g0;
  systemstack([](void*) {}, nullptr);
}

void wake_note_twice() {
  Note note{};
  notewakeup(note);
  notewakeup(note);
}

void sleep_on_g() {
  Note note{};
  notesleep(note);
}

void go_nil() {
  void (*nothing)() = nullptr;
  go(nothing);
  Gosched();
}

void park_in_syscall() {
  enter_state_of_a_call();
  gopark(stay_parked, nullptr, WaitReason::semacquire);
}

void release_m_twice() {
  arch::irq_save();  // stays on this M
  M* mp = acquirem();
  releasem(mp);
  releasem(mp);
}

void acquire_two_ps() {
  acquirem();
  systemstack([](void*) { acquirep(getg()->m->p); }, nullptr);
}

void acquire_running_p() {
  acquirem();
  systemstack([](void*) { acquirep(std::exchange(getg()->m->p, nullptr)); }, nullptr);
}

void release_no_p() {
  acquirem()->p = nullptr;
  systemstack([](void*) { releasep(); }, nullptr);
}

void yield_in_syscall() {
  enter_state_of_a_call();
  Gosched();
}

void preempt_park_in_syscall() {
  enter_state_of_a_call();
  mcall(preemptPark);
}

void enter_off_stack() {
  acquirem();
  getg()->stack.hi = getg()->stack.lo;
  entersyscall();
}

void suspend_in_no_state() {
  constexpr uint32_t kNoState = 7;
  G* gp = parked_g();
  acquirem();
  gp->atomicstatus.store(kNoState, relaxed);
  systemstack([](void* arg) { suspendG(static_cast<G*>(arg)); }, gp);
}

void resume_not_suspended() {
  acquirem();
  systemstack([](void*) { resumeG({.g = getg()->m->curg, .dead = false, .stopped = false}); }, nullptr);
}

void forget_safe_point() {
  HoldWorld hold;
  forgotten = getg()->m->p;
  systemstack([](void*) { forEachP(ask_again); }, nullptr);
}

void spin_beside_work() {
  constexpr int kMany = 20;  // thieves leave some
  become_spinning(acquirem());
  for (int i = 0; i < kMany; i++) {
    go([] {});
  }
  releasem(getg()->m);
  Gosched();
}

}  // namespace burrow::scenario

// The verbs of the scheduler, in the order of the walk (README.md). Their calls form a circle, as a scheduler's do; their
// headers don't. Go: proc.go, preempt.go, stack.go.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/arch.h"
#include "runtime/base/unwinder.h"
#include "runtime/model/fwd.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/note.h"
#include "runtime/model/poll.h"
#include "runtime/model/pstatus.h"
#include "runtime/model/sched.h"
#include "runtime/model/timer.h"
#include "runtime/model/waitreason.h"

namespace burrow {

using arch::getg;
using arch::setg;

// -- init.cpp
// On the boot core, masked or not, before anything else here; sched, allp, allm are zero. From then on getg() is m0's g0.
void schedinit(SchedConfig const& config);

// -- start.cpp
[[noreturn]] void mstart();            // boot core: leaves the boot stack for ever and schedules
bool any_work();                       // on g0 · holds sched.lock: is there a G in any queue?
void startm(P* pp, bool spinning);     // on g0 · may neither: pp, idle, gets an M; with none left goes back to the idle list
void stopm();                          // on g0 · may sleep: no P; returns with one
void start_idle_core();                // on g0 · may neither: a core that never ran goes to sleep where a poke finds it
void acquirep(P* pp);                  // on g0 · pp is idle
P* releasep();                         // on g0 · returns the P, idle

// -- newproc.cpp
// What a new goroutine runs: an object that is moved to its stack and destroyed after its run.
struct Callable {
  size_t bytes;                        // at most kMaxCallable, alignment at most 16
  void (*move)(void* to, void* from);  // runs with m.locks held
  void (*run)(void* object);           // runs as the goroutine
  void (*function)(void);              // for reports
};
inline constexpr size_t kMaxCallable = 1024;
// on g | g0 · may neither · returns the goid; fatal when out of memory. gopc: where the go statement returns to.
uint64_t newproc(Callable const& callable, void* object, uintptr_t gopc = 0);
void goexit0(G* gp);                                       // on g0, by mcall: gp has ended
uint32_t gcount();                                         // any: goroutines that are not dead


// -- goexit.cpp
[[noreturn]] void Goexit();                                // on g: makes the deferred calls, then ends the goroutine
void deferproc(Deferred* call);                            // on g: call, in an open scope of its, is made by Goexit
void deferreturn(Deferred* call);                          // on g: the scope ends; call is the latest

// -- schedule.cpp
[[noreturn]] void schedule();                              // on g0 · m.locks == 0
void attend(M* mp);                                        // on g0 · may sleep: what comes before any G; returns with a P
bool is_claimed(M* mp);                                    // any, on its own core with a P: does something come before any G?
[[noreturn]] void execute(G* gp, bool inheritTime);        // on g0 · gp is runnable and in no queue
void dropg();                                              // on g0: parts m.curg and its M

// -- findrunnable.cpp
G* findrunnable();                                         // on g0 · may sleep: returns with a G, for a slice of its own

// -- spin.cpp
void wakep();                                              // on g0: work has been published; starts one M if none looks for it
void resetspinning();                                      // on g0: this M found work
void become_spinning(M* mp);                               // on g0: mp, this M, looks for work from now on
void stop_spinning(M* mp);                                 // on g0: and no more
void count_spinner();                                      // on g0: for an M that is about to be started
void uncount_spinner();                                    // on g0: undoes a count for which there is no M

// -- park.cpp
using UnlockFn = bool (*)(G* gp, void* lock);
// on g · may switch. The G waits until someone calls goready. unlockf runs on g0 once the G is waiting and off its stack,
// releases what protects the place where it is recorded, and must not touch its stack; false: go on at once. Go: gopark.
void gopark(UnlockFn unlockf, void* lock, WaitReason reason);
// on g · holds held · may switch: likewise, and lets go of it. Go: goparkunlock
template <class Lock>
void goparkunlock(Lock& held, WaitReason reason) {
  auto let_go = [](G*, void* lock) {
    unlock(*static_cast<Lock*>(lock));
    return true;
  };
  gopark(let_go, &held, reason);
}
void goready(G* gp);                                       // on g | g0: gp waits; exactly one readier per park
void ready(G* gp, bool next);                              // on g0

// -- netpoll.cpp
// on g · may switch: until netpollready has been called for desc, now or since the last wait, or the time is over · returns
// whether it was the former. One waiter at a time; desc outlives the wait.
bool netpollblock(PollDesc& desc, int64_t until_ns = arch::kNever);
void netpollready(PollDesc& desc);                         // any context: what is waited for has come
void netpoll();                                            // on g0 with a P: what interrupts have readied becomes runnable
void injectglist();                                        // on g0, idle, without a P: likewise, and Ms are started for it

// -- syscall.cpp
// on g · may take sched.lock: what follows, until exitsyscall in the same function, is bound to this core and may take long;
// the P may go to another core meanwhile.
void entersyscall();
void entersyscallblock();                                  // as entersyscall, for what certainly takes long: the P goes at once
void exitsyscall();                                        // on g · may switch: until there is a P
bool take_from_syscall(P* pp, PStatus to);                 // any with an M: pp is the caller's, idle or gcstop; false: another was first
void handoffp(P* pp);                                      // on g0: pp, idle, to another M if there is work or none looks

// -- procresize.cpp
void make_procs(uint32_t nprocs);                          // on g | g0: memory for so many Ps; fatal when out of memory
P* procresize(uint32_t nprocs);                            // on g0 · holds sched.lock, all Ps gcstop · returns those with work, linked

// -- stw.cpp
// on g0 of a G that holds worldsema (sync/world.cpp), m.locks raised once · may sleep. Afterwards no other P runs anything.
void stopTheWorldWithSema();
void startTheWorldWithSema(uint32_t procs);                // on g0 of the same G: from now on with procs Ps
void gcstopm();                                            // on g0 · may sleep: the world is to stop; returns with a P
void entersyscall_gcwait(P* pp);                           // on g0: pp has just gone into a system call; the world is to stop
void retire_p(P* pp);                                      // on g0 · holds sched.lock: pp, idle, to the idle list or gcstop
void wait_for_note(Note& note, void (*again)());           // on g0 · may sleep: until woken, calling again() every 100 us
void freezetheworld();                                     // any: a panic; nobody gets a P any more

// -- safepoint.cpp
// on g0 of a G that holds worldsema, m.locks raised once · may sleep: until fn has run once for each P, by whoever has it,
// on g0; perhaps under sched.lock.
void forEachP(void (*fn)(P*));
void runSafePointFn();                                     // on g0: this M's P has been asked to
void safe_point_for(P* pp);                                // on g0 · holds sched.lock · likewise for a P in hand

// -- suspend.cpp
struct SuspendState {
  G* g;          // nullptr: not suspended
  bool dead;     // because there is nothing to suspend
  bool stopped;  // resumeG is to make it runnable again
};
// on g0, m.locks raised until after resumeG, worldsema held: gp neither runs nor changes its state until then. After
// patience_ns it gives up with one that runs on and on.
SuspendState suspendG(G* gp, int64_t patience_ns = arch::kNever);
void resumeG(SuspendState const& state);                   // on g0

// -- lockosthread.cpp
void LockOSThread();                                       // on g: it stays on this core; nests
void UnlockOSThread();                                     // on g: without a LockOSThread of its own it does nothing
void lockOSThread();                                       // the runtime's own: likewise, but a missing one is fatal
void unlockOSThread();
void unlock_at_exit(M* mp, G* gp);                         // on g0: gp ends
bool others_can_run();                                     // any: is a core free to which nothing is locked? A hint
void stoplockedm();                                        // on g0 · may sleep: leaves the P to others; returns with one
void startlockedm(G* gp);                                  // on g0 · may sleep: gp is another M's
G* lockedq_get(M* mp);                                     // on g0 of mp: a G handed to it, or nullptr
void lockedq_to_global(M* mp);                             // on g0 · holds sched.lock

// -- disable.cpp
bool schedEnabled(G const* gp);                            // any: may it run?
bool keep_back(G* gp);                                     // on g0 · gp is runnable and in no queue: true, it is kept back
void schedEnableUser(bool on);                             // on g: off, only the caller goes on, until it calls with true

// -- timers.cpp
void addtimer(RuntimeTimer* t, int64_t when);              // any with a P · may hold locks of channels: t, in no heap, is due at when
bool deltimer(RuntimeTimer* t);                            // likewise; true: it was armed, and does not run
bool checkTimers(P* pp);                                   // on g0, with a P: runs what is due on pp; false: nothing was
void check_all_timers();                                   // likewise on all Ps
bool timers_due();                                         // any
void move_timers(P* from, P* to);                          // the world is stopped
void wakeNetPoller(int64_t when);                          // any: a timer has been armed, or a P become idle; see the picture
bool poll(M* mp);                                          // on g0, no P · may sleep; true: startm has left a P
P* poll_result(M* mp);                                     // on g0, no P: one, for timers that are due, off the idle list
void stop_polling(M* mp);                                  // on g0: mp is no longer asleep

// -- sysmon.cpp
void sysmon();                                             // on g0, no P, before sleep: what is due
void keep_watch();                                         // any: with calls or devices to look after and all awake, wakes a core that never ran
void sysmon_begin(M* mp);                                  // on g, m.locks raised: this M has just entered a system call
void sysmon_wake(M* mp, int64_t now);                      // masked, by the timer of a core in a system call

// -- preempt.cpp
void Gosched();                                            // on g · may switch: to the end of the global queue
void gosched_m(G* gp);                                     // on g0, by mcall
void goyield();                                            // on g · may switch: to the end of this P's queue, behind runnext
void gopreempt_m(G* gp);                                   // on g0, by mcall
void preemptPark(G* gp);                                   // on g0, by mcall: for suspendG
void preemptone(uint32_t core);                            // any: asks another core, if awake, to look who wants it
void preemptall();                                         // any: all of them
bool wantAsyncPreempt(G* gp);                              // masked
bool isAsyncSafePoint(G* gp, arch::Frame const& frame);    // masked
void arm_slice(M* mp);                                     // on g0: the core's timer will look at this slice
void arm_timer(M* mp, int64_t when_ns);                    // this core's timer, whatever it was set to
bool slice_is_over();                                      // on g
bool in_task_text(uintptr_t pc);

// -- stack.cpp
void mcall(void (*fn)(G*));                                // on g · may switch: fn(g) on g0; fn never returns
[[noreturn]] void gogo(G* gp);                             // on g0
void systemstack(void (*fn)(void*), void* arg);            // any: fn(arg) on g0; fn does not block
G* malg(bool is_g0);                                       // on g0 · nullptr: out of memory or of slots. A dead G with a stack
void shrinkstack(G* gp);                                   // on g0: gp is off its stack, and kept off
void shrink_stacks();                                      // on g0: of all Gs
bool commit_first_page(G* gp);                             // on g0 · gp is dead; false: out of memory
void reserve_stack_pages();                                // on g0: what the next G may need until it is executed again
G* stack_owner(uintptr_t addr);                            // any: by address; nullptr: no stack there
[[noreturn]] void badmcall();

// -- status.cpp
GStatus readgstatus(G const* gp);                          // any
void casgstatus(G* gp, GStatus from, GStatus to);          // by who owns the state; waits while the scan bit is set
bool castogscanstatus(G* gp, GStatus from);                // sets the scan bit; false: another state, or someone was first
void casfrom_Gscanstatus(G* gp, GStatus from);             // clears it; by who has set it
void casGToPreemptScan(G* gp);                             // running -> scanpreempted, by its M
bool casGFromPreempted(G* gp);                             // preempted -> waiting, by who suspends it; false: another was first
bool casgcopystack(G* gp);                                 // masked: running -> copystack; false: another state, or the scan bit is set
bool caspstatus(P* pp, PStatus from, PStatus to);          // for one that several may want: false, it is in another state
void newpstatus(P* pp);                                    // a P that was just made: gcstop, as in Go
void setpstatus(P* pp, PStatus from, PStatus to);          // the one writer of a P's state from then on

// -- mlocks.cpp
M* acquirem();                                             // any: no preemption until releasem
void releasem(M* mp);

// -- deadlock.cpp
void checkdead();                                          // on g0 · holds sched.lock: is there anyone left to run?
void dumpgstatus(G* gp);                                   // any, no lock: before a fatal

// -- schedtrace.cpp
void schedtrace(bool detailed);                            // any with an M · takes sched.lock and the print lock: Go's line, or lines
void schedtrace_if_due();                                  // on g0, no lock held: likewise, each config.schedtrace_ns

// -- traceback.cpp: Go's text. Any context, no lock
using Out = void (*)(char const* text, size_t bytes);      // gets whole lines, one or two at a time
using StoppedAt = bool (*)(uint32_t core, arch::Context* at);  // where that core was interrupted and stands still; false: it does not
void goroutineheader(G const* gp, Out out = arch::write);
void traceback(G const* gp, Out out = arch::write);        // gp is off its stack or in a system call, and stays so
void tracebackothers(G const* me, StoppedAt stopped_at, Out out = arch::write);  // all but me; the world stands still
void printframes(Unwinder frames, bool showRuntime, Out out = arch::write);
void printcreatedby(G const* gp, Out out = arch::write);
void PrintStack();                                         // on g · takes the print lock

// -- trace.cpp: one call wherever the seeds call traceGo*; prints a line each with log=sched
void traceGoCreate(G* newg);
void traceGoStart(G* gp);
void traceGoPark(G* gp, WaitReason reason);
void traceGoUnpark(G* gp);
void traceGoSched(G* gp);
void traceGoPreempt(G* gp);
void traceGoEnd(G* gp);
void traceSteal(P* victim, uint32_t n);
void traceWake(M* mp, P* pp);
void traceGoSysCall(G* gp);
void traceGoSysExit(G* gp);
void traceGoSysBlock(P* pp);

}  // namespace burrow

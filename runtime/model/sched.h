// All state of the scheduler that belongs to no single G, M or P. Go: schedt and the globals of runtime2.go, proc.go.
//
// Zeroed storage is a world before schedinit: a test makes as many as it likes.
//
// S1  npidle and nmidle count the idle lists; runqsize counts runq. All change under sched.lock.
// S2  No runnable G beside an idle P and an idle core, whenever every core halts or runs task code.
// S3  One at a time stops the world, runs forEachP or suspends Gs: who holds worldsema (sync/world.cpp).
#pragma once

#include <cstdint>

#include "arch/arch.h"
#include "runtime/base/atomic.h"
#include "runtime/base/layout.h"
#include "runtime/base/rand.h"
#include "runtime/model/console.h"
#include "runtime/model/device.h"
#include "runtime/model/g.h"
#include "runtime/model/gqueue.h"
#include "runtime/model/heap.h"
#include "runtime/model/job.h"
#include "runtime/model/mutex.h"
#include "runtime/model/note.h"
#include "runtime/model/semaphore.h"

namespace burrow {

inline constexpr uint32_t kMaxProcs = 1024;
inline constexpr int32_t kFreezeStopWait = 0x7fffffff;  // Go: freezeStopWait
inline constexpr uint32_t kMaxDevices = 8;

// What the boot line may set. Durations in ns.
struct SchedConfig {
  int64_t slice_ns = 10'000'000;    // 10 ms; 10 µs to 10 s
  uint32_t gomaxprocs = 0;          // 0: as many as cores; up to kMaxProcs
  uint64_t seed = 1;                // of all random choices
  bool asyncpreemptoff = false;     // no time slices
  bool log = false;                 // a line per event
  char const* command_line = "";    // for the tasks
  int64_t schedtrace_ns = 0;        // a line of schedtrace each so often; 0: none. Go: GODEBUG=schedtrace
  bool scheddetail = false;         // and a line for each P, M and G. Go: GODEBUG=scheddetail
  uint64_t stack_bytes = 256 << 10; // address space of a goroutine's stack; a power of two, 16 KiB to 2 MiB
};

// Descriptors of all goroutines ever made; number i owns stack slot i. Go: allgs.
inline constexpr uint32_t kGChunk = 256;
inline constexpr uint32_t kMaxGChunks = 8192;

struct Sched {
  // -- set by schedinit
  SchedConfig config;
  uint32_t ncores;
  RandomOrder<kMaxProcs> stealorder;
  bool mainstarted;              // newproc may wake cores from now on

  // -- set before the first goroutine runs
  Device const* devices[kMaxDevices];
  uint32_t ndevices;

  // -- atomic
  alignas(kCacheLine) Atomic<uint64_t> goidgen;  // relaxed: only unique
  Atomic<uint32_t> npidle;       // written under lock; read by wakep after publish_then_check
  Atomic<int32_t> nmspinning;    // acq_rel; read by wakep after publish_then_check
  Atomic<uint32_t> needspinning; // set when work was seen but no idle P; read under lock: relaxed
  Atomic<uint32_t> runqsize;     // written under lock; read without it as a hint: relaxed
  Atomic<uint32_t> nmfree;       // idle Ms and cores not yet claimed; written under lock; read by wakep as npidle
  Atomic<uint64_t> dozing;       // cores asleep in stopm, a bit each: set and cleared by them; read by interrupts
  Atomic<uint32_t> poller;       // 1 + the core that, asleep, has its clock set for all timers; 0: none. See timers.cpp
  Atomic<int64_t> pollUntil;     // and to when; 0: it is awake. The poller's
  Atomic<int64_t> sysmondue_ns;  // when sysmon is to look again; 0: nobody is in a system call. See sysmon.cpp
  Atomic<uint64_t> taskfailures; // relaxed: read after the tasks have ended
  Atomic<uint64_t> jobfailures[kMaxJobs];  // likewise, of job number 1 and so on
  Atomic<uint32_t> gcwaiting;    // the world is to stop; written under lock; read by all before they run a G
  Atomic<int32_t> stopwait;      // Ps not stopped yet; written under lock; kFreezeStopWait: a panic, read as a hint
  Atomic<int64_t> schedtracedue_ns; // when schedtrace is to print; whoever moves it on does: relaxed
  Atomic<bool> userdisabled;     // sched.disable.user; written under lock; read by schedule as a hint: relaxed
  Atomic<uint32_t> mnext;        // Ms that have been started: cores 0..mnext-1; written under lock, else a hint: relaxed
  Atomic<uint32_t> netpollWaiters; // Gs that wait for devices: relaxed, read under lock
  Atomic<uint32_t> nmidlelocked; // of the idle Ms, those with Gs locked to them; written under lock, else a hint: relaxed

  alignas(kCacheLine) Atomic<G*> irqready;  // Gs that interrupts have readied. See queue/irqready.h

  alignas(kCacheLine) SpinMutex<LockRank::sysmon> sysmonlock;
  // -- sysmonlock
  int64_t sysmondelay_ns;        // between looks: 20 µs; after 50 in vain it doubles, to 10 ms
  uint32_t sysmonidle;           // looks in vain

  alignas(kCacheLine) SpinMutex<LockRank::sched> lock;
  // -- lock
  M* midle;
  uint32_t nmidle;
  uint32_t nmonduty;             // idle Ms that look after calls or devices and may hold a P or Gs
  P* pidle;
  GQueue runq;
  GQueue disabled;               // runnable Gs kept back while user scheduling is off. Go: sched.disable.runnable
  uint32_t ndisabled;
  void (*safePointFn)(P*);       // forEachP's; a P whose runSafePointFn is set has still to run it
  uint32_t safePointWait;        // how many those are
  Note stopnote;                 // woken when stopwait reaches 0; slept on by who stops the world
  Note safePointNote;            // likewise safePointWait; forEachP
  int64_t starttime;             // of the first schedtrace; 0: none yet

  alignas(kCacheLine) SpinMutex<LockRank::gfree> gfreelock;
  // -- gfreelock
  G* gfree;
  Atomic<int32_t> ngfree;                // read without it as a hint: relaxed

  alignas(kCacheLine) SpinMutex<LockRank::allg> allglock;
  // -- allglock; readers without it: acquire
  Atomic<uint32_t> allglen;              // rel after the descriptor is filled
  Atomic<G*> allgs[kMaxGChunks];         // rel: a zeroed chunk of kGChunk descriptors

  alignas(kCacheLine) SpinMutex<LockRank::heap> heaplock;
  // -- heaplock
  FreeList heap[kSizeClasses];           // Go: mcentral

  Console console;                       // see sync/console.cpp

  Semaphore worldsema;                   // one unit: the right to stop the world. See S3

  alignas(kCacheLine) SpinMutex<LockRank::print> printlock;
};

extern Sched sched;
extern P* allp[kMaxProcs];           // [0, gomaxprocs): set by make_procs
extern Atomic<uint32_t> gomaxprocs;  // rel in procresize; readers: see R1 there
extern M* allm;                      // one per core, linked by alllink; set by schedinit

inline G* allg(uint32_t index) {
  G* chunk = sched.allgs[index / kGChunk].load(acquire);  // acq: pairs with rel in malg
  return chunk == nullptr ? nullptr : &chunk[index % kGChunk];
}

}  // namespace burrow

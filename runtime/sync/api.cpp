// The runtime's side of runtime.h: what a task calls, out of line.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

// The linker's names for the section's bounds; weak, so that a program without a section can say so.
extern "C" [[gnu::weak]] burrow::Task const __start_burrow_tasks[], __stop_burrow_tasks[];

namespace burrow {

std::span<Task const> all_tasks() { return {__start_burrow_tasks, __stop_burrow_tasks}; }

void detail::spawn(size_t bytes, void (*move)(void*, void*), void (*run)(void*), void (*function)(), void* object) {
  newproc(Callable{bytes, move, run, function}, object, reinterpret_cast<uintptr_t>(__builtin_return_address(0)));
}

uint32_t NumGoroutine() { return gcount(); }
uint32_t NumCPU() { return arch::ncores(); }
uint64_t goid() { return getg()->goid; }
int64_t nanotime() { return arch::nanotime(); }
void cpu_relax() { arch::cpu_relax(); }

Place place() {
  M* mp = getg()->m;
  return {mp->id, mp->p->id};
}

ProcStats proc_stats(uint32_t p) {
  PStats const& stats = allp[p]->stats;
  auto now = [](Atomic<uint64_t> const& stat) { return stat.load(relaxed); };  // relaxed: a snapshot
  return {now(stats.runs),        now(stats.switches), now(stats.steals), now(stats.stolen),
          now(stats.preemptions), now(stats.wakes),    now(stats.halts),  now(stats.handoffs)};
}

arch::CoreStats core_stats(uint32_t core) { return arch::core_stats(core); }
size_t stack_bytes() { return sched.config.stack_bytes; }
int64_t slice_ns() { return sched.config.slice_ns; }
char const* command_line() { return sched.config.command_line; }
bool preemption_on() { return !sched.config.asyncpreemptoff; }

void sleep_core(int64_t ns) {
  systemstack(
      [](void* arg) {
        Note never{};
        notetsleep(never, *static_cast<int64_t*>(arg));
        M* mp = getg()->m;
        mp->slicestart_ns.store(arch::nanotime(), relaxed);  // relaxed: this core's own. Nobody's slice passes asleep
        arm_slice(mp);                                       // the sleep took the timer
      },
      &ns);
}

void busy_syscall(int64_t ns) {
  entersyscall();
  for (int64_t until_ns = arch::nanotime() + ns; arch::nanotime() < until_ns;) {
    arch::cpu_relax();
  }
  exitsyscall();
}

static Atomic<uint64_t>& failures_of(uint32_t job) {
  return job == 0 ? sched.taskfailures : sched.jobfailures[job - 1];
}

void task_fail(char const* what) {
  failures_of(getg()->job).fetch_add(1, relaxed);  // relaxed: read when the task has ended
  if (what != nullptr) {
    print("FAILED: ", what, '\n');
  }
}

uint64_t run_as_job(uint32_t job, Task const& task) {
  require(job >= 1 && job <= kMaxJobs, "run_as_job: no such job");
  G* gp = getg();
  uint32_t outer = gp->job;
  gp->job = job;
  failures_of(job).store(0, relaxed);  // relaxed: nobody else has this job
  task.run();
  gp->job = outer;
  return failures_of(job).load(relaxed);  // relaxed: the task has waited for its goroutines
}

}  // namespace burrow

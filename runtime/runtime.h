// The one header of a task: Go's words in C++. Go: package runtime, package sync.
// What stands here as a template packs its arguments and calls the runtime; it never touches an M or a P.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "arch/arch.h"
#include "runtime/model/deferred.h"
#include "runtime/model/device.h"
#include "runtime/model/job.h"
#include "runtime/model/print.h"
#include "runtime/model/semaphore.h"
#include "runtime/sync/select.h"
#include "runtime/sync/sync.h"
#include "runtime/sync/time.h"

namespace burrow {

// ---- goroutines ----------------------------------------------------------------------------------------------------

[[noreturn]] void Goexit();  // ends the goroutine; deferred calls are made first, the latest first
void deferproc(Deferred* call);
void deferreturn(Deferred* call);

// Calls f when the scope ends, or when Goexit ends the goroutine. f may park. From goroutines only. Go: defer.
// Differs: Goexit runs no destructor but this one.
template <class F>
class [[nodiscard]] Defer : Deferred {
 public:
  explicit Defer(F f) : Deferred{nullptr, call}, f_(std::move(f)) { deferproc(this); }
  ~Defer() {
    deferreturn(this);
    f_();
  }
  Defer(Defer const&) = delete;
  Defer& operator=(Defer const&) = delete;

 private:
  static void call(Deferred* self) { static_cast<Defer*>(self)->f_(); }
  F f_;
};

namespace detail {
void spawn(size_t bytes, void (*move)(void*, void*), void (*run)(void*), void (*function)(), void* object);

template <class Call>
struct Spawned {
  Call call;
  static void move(void* to, void* from) { new (to) Spawned(std::move(*static_cast<Spawned*>(from))); }
  static void run(void* object) {
    auto* self = static_cast<Spawned*>(object);
    if constexpr (std::is_trivially_destructible_v<Call>) {
      self->call();
    } else {
      Defer destroy([self] { self->~Spawned(); });
      self->call();
    }
  }
};
}  // namespace detail

// Starts f(args…) as a goroutine. Function and arguments are moved to its stack: at most 1 KiB. From goroutines only.
// Out of memory is fatal. Go: the go statement.
template <class F, class... Args>
[[gnu::always_inline]] inline void go(F&& f, Args&&... args) {  // inline, so that reports say who called it
  auto call = [f = std::decay_t<F>(std::forward<F>(f)),
               args = std::tuple<std::decay_t<Args>...>(std::forward<Args>(args)...)]() mutable {
    std::apply(std::move(f), std::move(args));
  };
  using Object = detail::Spawned<decltype(call)>;
  static_assert(alignof(Object) <= 16);
  Object object{std::move(call)};
  auto function = reinterpret_cast<void (*)()>(Object::run);
  if constexpr (std::is_function_v<std::remove_pointer_t<std::decay_t<F>>>) {
    function = reinterpret_cast<void (*)()>(static_cast<std::decay_t<F>>(f));
  }
  detail::spawn(sizeof(Object), Object::move, Object::run, function, &object);
}

void Gosched();           // lets all others in the global queue run first
uint32_t NumGoroutine();  // that have not ended
uint32_t NumCPU();        // cores that have started
uint32_t GOMAXPROCS(uint32_t n = 0);  // Ps, so far; from now on n, if n is not 0. Stops the world; at most 1024
void LockOSThread();      // the caller stays on this core until as many calls of UnlockOSThread; others may use it meanwhile
void UnlockOSThread();
uint64_t goid();          // of the caller; the main goroutine has 1
void PrintStack();        // the caller's stack, in Go's text. Go: debug.PrintStack
void PrintStacks();       // and all others', each stopped for a moment; may park. Go: runtime.Stack(buf, true)
int64_t nanotime();       // ns, monotonic
void cpu_relax();         // in every loop that waits by looking

// ---- channels --------------------------------------------------------------------------------------------------------

// sync/chan.h: make<Chan<int>>(10), c.send(v), c.recv(), c.recv_ok(), c.try_send(v), c.try_recv(&v), c.close(), for (int v : c).
// sync/select.h: switch (select(recv(c, &v), send(d, x), otherwise)) …; a span of cases; select() waits for ever.

// ---- waiting for each other: sync/sync.h, and ----------------------------------------------------------------------

// Waits until as many have called done as add announced. When wait has returned it may be used again. From goroutines only.
// Go: sync.WaitGroup.
class WaitGroup {
 public:
  void add(int32_t delta);  // a counter below zero is fatal; so is add for the next round before wait has returned, if noticed
  void done() { add(-1); }
  void wait();              // may park

  // Starts f(args…) as a goroutine, as burrow::go does, and counts it until it ends. Go: WaitGroup.Go.
  template <class F, class... Args>
  [[gnu::always_inline]] void go(F&& f, Args&&... args) {
    add(1);
    burrow::go(
        [this](auto run, auto... with) {
          Defer ended([this] { done(); });
          std::move(run)(std::move(with)...);
        },
        std::forward<F>(f), std::forward<Args>(args)...);
  }

 private:
  Atomic<uint64_t> state_;
  Semaphore sema_;
};

// ---- files ---------------------------------------------------------------------------------------------------------------

// Each is a system call: it keeps the core and may lose its P, and takes as long as the device does, but never for ever. Those of
// "disk" park instead, and an interrupt wakes them. A result below zero is a FileError. From goroutines only.
// "disk" and "disk.polled" are the same block devices, with the files "0", "1" …; whole blocks of 512 bytes are written.
// kDeviceTimeout: no answer in 5 s. A write may have been carried out, or may be later. Until the device has given its late answer, all
// it is asked ends like that at once; then all is as before.
int64_t file_size(char const* device, char const* file);
int64_t read_file(char const* device, char const* file, uint64_t at, void* to, size_t bytes);  // how many; 0: the end
int64_t write_file(char const* device, char const* file, void const* from, size_t bytes);      // how many; anew
int64_t write_file_at(char const* device, char const* file, uint64_t at, void const* from, size_t bytes);  // how many; within it
int64_t sync_file(char const* device, char const* file);  // 0: what has been written is safe

// ---- the console ------------------------------------------------------------------------------------------------------------

// Waits for a line, echoes and edits it, and returns its length without its end, which is a newline, a return or both. A device's
// interrupt wakes the caller; meanwhile others run. Several readers get whole lines in turn. From goroutines only.
// Below zero, a FileError: kEndOfInput (Ctrl-D; behind a line without an end, the next call returns it), kLineTooLong (the line had
// more than bytes characters, the first of which are there; the rest is gone), kDeviceAbsent.
// Backspace erases a character, Ctrl-U the line; a tab is a space; other control characters are left out.
int64_t read_line(char* to, size_t bytes);

// ---- looking at the machine --------------------------------------------------------------------------------------------

struct Place {
  uint32_t core;
  uint32_t p;
};
Place place();  // where the caller runs now; it may be elsewhere by the time it looks

struct ProcStats {
  uint64_t runs, switches, steals, stolen, preemptions, wakes, halts, handoffs;
};
ProcStats proc_stats(uint32_t p);             // p < GOMAXPROCS(); a snapshot
arch::CoreStats core_stats(uint32_t core);    // core < NumCPU(); a snapshot

// A goroutine, for lists. Each word was true at some moment of the call; two of them need not have been at the same one.
// Go: what goroutineheader and GoroutineProfile say.
struct GoroutineInfo {
  static constexpr uint32_t kNowhere = UINT32_MAX;

  uint64_t goid;
  char const* state;       // "runnable", "running", "syscall", "waiting", "copystack", "preempted"
  char const* waitreason;  // Go's words; "" unless it waits
  int64_t since_ns;        // since the slice began in which it began to wait or went into its call, or that it runs in; else -1
  uint32_t core;           // while it runs or is in a system call; kNowhere
  uint32_t p;              // while it runs; kNowhere
  uint32_t job;            // of which run_as_job; 0: none of them
  bool locked;             // to its core
  char const* function;    // that `go` was called with, with its namespaces; nullptr: not known
  char const* file;        // and line, of the call of `go`; nullptr: not known, or the main goroutine
  uint32_t line;
};

// Fills to[0..n) with goroutines that have not ended, and returns how many there are, which may be more than n. Stops nobody.
size_t goroutines(GoroutineInfo* to, size_t n);

// Prints the line of GODEBUG=schedtrace, for `detailed` also those of scheddetail=1, in Go's text. From goroutines only.
void schedtrace(bool detailed);

// Where the memory is, in bytes. Sys is the sum of Free to OtherSys; exact while nobody else runs. Go: MemStats.
struct MemStats {
  uint64_t Sys;         // all that can be had
  uint64_t Free;
  uint64_t Limbo;       // given back, but some core may not have noticed
  uint64_t Reserved;    // laid by, by the cores
  uint64_t StackInuse;  // pages of stacks
  uint64_t StackSys;    // page tables; those of a stack stay
  uint64_t OtherSys;    // what the runtime keeps for good
  uint64_t GSys;        // of that: descriptors of goroutines
  uint64_t HeapAlloc;   // of that: channels and timers that are alive, rounded up to their size classes
};
MemStats ReadMemStats();
void FreeOSMemory();                          // pages below what a goroutine that waits has on its stack go back

int64_t slice_ns();                           // length of a time slice
size_t stack_bytes();                         // address space of each goroutine's stack
bool preemption_on();                         // false with asyncpreemptoff=1
void busy_syscall(int64_t ns);                // a system call that does nothing but keep the core busy for so long
void sleep_core(int64_t ns);                  // this core, with its P, sleeps in notetsleep: nothing else runs on it

// ---- stopping the others -----------------------------------------------------------------------------------------------

// From goroutines only. Nothing else runs between the two, and the caller must not park. Go: stopTheWorld, startTheWorld.
void stopTheWorld();
void startTheWorld();

// off: no goroutine but the caller runs any more; who runs now, does so until it is preempted or parks. on: by the same
// goroutine. Go: schedEnableUser.
void schedEnableUser(bool on);

// ---- tasks ---------------------------------------------------------------------------------------------------------------

struct Task {
  char const* name;
  char const* help;
  void (*run)();  // as a goroutine
};

// All tasks of the image, in the order in which `list` shows them; each program defines it, and the first row is what runs when
// the boot line names none:
//   Task const burrow::task_table[] = {{"hello", "the first goroutine", hello}};
// The section tells its length.
[[gnu::section("burrow_tasks")]] extern Task const task_table[];

std::span<Task const> all_tasks();  // those

char const* command_line();  // the words the machine was started with; those that begin with -- are the tasks' own. Go: os.Args

// Reports a failure of the task that runs; it goes on. nullptr: what has been said already.
void task_fail(char const* what);

// Runs the task as the caller and returns how often it failed: it, the goroutines it started, and theirs. For the task of the
// caller these are no failures. job, 1 to kMaxJobs, tells tasks apart that run at the same time. From goroutines only.
uint64_t run_as_job(uint32_t job, Task const& task);

inline void expect(bool holds, char const* what) {
  if (!holds) {
    task_fail(what);
  }
}

}  // namespace burrow

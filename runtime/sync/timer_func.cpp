// Go: AfterFunc, goFunc, Timer.Stop, Timer.Reset (sleep.go), stopTimer, resetTimer (time.go). Differs: a timer that is armed, and a
// call that runs, are handles too; the last one destroys the function. That is a goroutine's, never g0's.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/queue/malloc.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/timer.h"
#include "runtime/sync/when.h"

namespace burrow {

namespace detail {

struct alignas(16) FuncTimer {
  // -- set once
  FuncType const* type;
  uint32_t job;           // of who made it, and of those who call the function
  // -- atomic
  Atomic<uint32_t> refs;  // relaxed, + 1 by who has one; acq_rel, - 1
  // -- lock, but for who runs what is due
  SpinMutex<LockRank::timer> lock;
  RuntimeTimer timer;     // its f has the handle of one that is armed

  void* object() { return this + 1; }
};

void hold(FuncTimer* ft) { ft->refs.fetch_add(1, relaxed); }  // relaxed: the caller keeps it alive

void drop(FuncTimer* ft) {
  if (ft->refs.fetch_add(-1u, acq_rel) == 1) {  // acq_rel: the last one sees what all others did
    ft->type->destroy(ft->object());
    gcfree(ft, sizeof(FuncTimer) + ft->type->bytes);
  }
}

}  // namespace detail

using detail::FuncTimer;

// on g, as a goroutine of its own
static void call_func(void* object) {
  FuncTimer* ft = *static_cast<FuncTimer**>(object);
  Defer let_go([ft] { drop(ft); });
  ft->type->call(ft->object());
}

// on g0. The handle goes with the goroutine. Go: goFunc
static void go_func(void* arg) {
  auto move = [](void* to, void* from) { *static_cast<void**>(to) = *static_cast<void**>(from); };
  auto here = reinterpret_cast<uintptr_t>(go_func) + 1;
  auto function = reinterpret_cast<void (*)()>(static_cast<FuncTimer*>(arg)->type->call);
  G* g0 = getg();
  uint32_t const outer = std::exchange(g0->job, static_cast<FuncTimer*>(arg)->job);  // the parent's is the child's
  newproc({.bytes = sizeof arg, .move = move, .run = call_func, .function = function}, &arg, here);
  g0->job = outer;
}

FuncTimer* detail::new_func_timer(int64_t ns, FuncType const* type, void* object) {
  auto* ft = new (mallocgc(sizeof(FuncTimer) + type->bytes)) FuncTimer{};
  ft->type = type;
  ft->job = getg()->job;
  ft->timer.f = go_func;
  ft->timer.arg = ft;
  type->move(ft->object(), object);
  ft->refs.store(2, relaxed);  // relaxed: nobody else has it. The caller's and that of the heap
  addtimer(&ft->timer, when_after(ns));
  return ft;
}

bool stop_func(FuncTimer* ft) {
  lock(ft->lock);
  bool pending = deltimer(&ft->timer);
  unlock(ft->lock);
  if (pending) {
    drop(ft);
  }
  return pending;
}

bool reset_func(FuncTimer* ft, int64_t ns) {
  int64_t when = when_after(ns);
  lock(ft->lock);
  bool pending = deltimer(&ft->timer);
  if (!pending) {
    hold(ft);
  }
  addtimer(&ft->timer, when);
  unlock(ft->lock);
  return pending;
}

}  // namespace burrow

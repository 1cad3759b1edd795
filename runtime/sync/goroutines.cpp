// All goroutines, for lists. Go: GoroutineProfile (mprof.go), goroutineheader (traceback.go). Differs: nobody is stopped for it.
//
// L2  Descriptors, Ms and Ps are never freed, so that what a word led to a moment ago can still be read.
#include <algorithm>

#include "runtime/base/findfunc.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

namespace burrow {

static void put_place(GoroutineInfo& info, G const* gp) {
  uintptr_t gopc = peek(gp->gopc);
  Func func;
  if (findfunc_hook == nullptr) {
    return;
  }
  if (findfunc_hook(reinterpret_cast<uintptr_t>(peek(gp->startfn)), &func)) {
    info.function = func.name;
  }
  if (gopc != 0 && findfunc_hook(gopc - 1, &func)) {
    info.file = func.file;
    info.line = func.line;
  }
}

// L2
static GoroutineInfo info_of(G const* gp, GStatus status, int64_t now_ns) {
  bool waits = status == GStatus::waiting;
  bool calls = status == GStatus::syscall;
  bool runs = status == GStatus::running || status == GStatus::copystack;
  GoroutineInfo info{.goid = peek(gp->goid),
                     .state = gstatus_name(status),
                     .waitreason = waits ? waitreason_name(peek(gp->waitreason)) : "",
                     .since_ns = waits || calls ? now_ns - peek(gp->waitsince) : -1,
                     .core = GoroutineInfo::kNowhere,
                     .p = GoroutineInfo::kNowhere,
                     .job = peek(gp->job),
                     .locked = peek(gp->lockedm) != nullptr,
                     .function = nullptr,
                     .file = nullptr,
                     .line = 0};
  M const* mp = peek(gp->m);
  if (mp != nullptr && (runs || calls)) {
    info.core = mp->id;
  }
  if (mp != nullptr && runs) {
    P const* pp = peek(mp->p);
    info.p = pp != nullptr ? pp->id : GoroutineInfo::kNowhere;
    info.since_ns = std::max(now_ns - mp->slicestart_ns.load(relaxed), int64_t{0});  // relaxed: a snapshot
  }
  put_place(info, gp);
  return info;
}

size_t goroutines(GoroutineInfo* to, size_t n) {
  int64_t now_ns = arch::nanotime();
  size_t alive = 0;
  for (uint32_t i = 0, count = sched.allglen.load(acquire); i < count; i++) {  // acq: pairs with rel in malg
    G const* gp = allg(i);
    GStatus status = without_scan(readgstatus(gp));
    if (gp->is_g0 || status == GStatus::dead || status == GStatus::idle) {
      continue;
    }
    if (alive < n) {
      to[alive] = info_of(gp, status, now_ns);
    }
    alive++;
  }
  return alive;
}

}  // namespace burrow

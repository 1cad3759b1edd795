// What goroutines are doing, in Go's text. Go: goroutineheader, traceback, traceback2, printcreatedby, tracebackothers,
// showframe (traceback.go; 1.21 for what is left out of a deep stack), debug.PrintStack.
// Differs: an inlined call has no entry of its own, and arguments are never shown.
//
// B4  Any context: no lock, no heap, and nothing is read of a stack but between its sp and its end.
#include "runtime/base/fatal.h"
#include "runtime/base/findfunc.h"
#include "runtime/base/text.h"
#include "runtime/base/unwinder.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"

namespace burrow {

static constexpr uint32_t kInnerFrames = 50, kOuterFrames = 50;
static constexpr uint32_t kMostGoroutines = 100;
static constexpr size_t kMostName = 300;

template <class... Parts>
static void put(Out out, Parts... parts) {
  Text<400> text;
  text.put(parts...);
  out(text.data(), text.size());
}

static GStatus status_of(G const* gp) { return without_scan(readgstatus(gp)); }

void goroutineheader(G const* gp, Out out) {
  constexpr int64_t kMinute_ns = 60'000'000'000;
  bool scan = has_scan(readgstatus(gp));
  GStatus status = status_of(gp);
  bool waits = status == GStatus::waiting && gp->waitreason != WaitReason::zero;
  int64_t minutes = 0;
  if (status == GStatus::waiting || status == GStatus::syscall) {
    minutes = (arch::nanotime() - gp->waitsince) / kMinute_ns;
  }
  Text<160> text;
  text.put("goroutine ", gp->goid, " [", waits ? waitreason_name(gp->waitreason) : gstatus_name(status));
  text.put(scan ? " (scan)" : "");
  if (minutes >= 1) {
    text.put(", ", minutes, " minutes");
  }
  text.put(gp->lockedm != nullptr ? ", locked to thread" : "", "]:\n");
  out(text.data(), text.size());
}

static bool isExportedRuntime(char const* name) {
  for (char const* package = "burrow::"; *package != '\0'; package++, name++) {
    if (*name != *package) {
      return false;
    }
  }
  return *name >= 'A' && *name <= 'Z';
}

// Tasks' own, and what they call by name.
static bool showframe(uintptr_t pc) {
  Func func;
  return in_task_text(pc) || (findfunc_hook != nullptr && findfunc_hook(pc, &func) && isExportedRuntime(func.name));
}

static Text<kMostName> name_of(Func const& func) {
  Text<kMostName> name;
  name.put(func.name);
  return name;
}

static void put_place(Func const& func, uintptr_t pc, Out out) {
  Text<kMostName> place;
  place.put('\t', func.file != nullptr ? func.file : "?", ':', func.line);
  if (pc > func.entry) {
    place.put(" +", hex(pc - func.entry));
  }
  put(out, place.c_str(), '\n');
}

static void printframe(uintptr_t pc, uintptr_t symPC, Out out) {
  Func func;
  if (findfunc_hook == nullptr || !findfunc_hook(symPC, &func)) {
    put(out, "?(...)\n\tpc=", hex(pc), '\n');
    return;
  }
  put(out, name_of(func).c_str(), "(...)\n");
  put_place(func, pc, out);
}

// Passes over `skip` frames and prints up to `most`. Returns how many it met; frames is then at the next.
static uint32_t traceback2(Unwinder& frames, bool showRuntime, uint32_t skip, uint32_t most, Out out) {
  uint32_t met = 0;
  for (; frames.valid() && met - (met < skip ? met : skip) < most; frames.next()) {
    if (!showRuntime && !showframe(frames.symPC())) {
      continue;
    }
    if (met++ >= skip) {
      printframe(frames.pc(), frames.symPC(), out);
    }
  }
  return met;
}

static uint32_t count(Unwinder frames, bool showRuntime) { return traceback2(frames, showRuntime, UINT32_MAX, 1, nullptr); }

void printframes(Unwinder frames, bool showRuntime, Out out) {
  if (!showRuntime && count(frames, false) == 0) {  // better than nothing
    showRuntime = true;
  }
  traceback2(frames, showRuntime, 0, kInnerFrames, out);
  uint32_t left = count(frames, showRuntime);
  uint32_t elided = left > kOuterFrames ? left - kOuterFrames : 0;
  if (elided > 0) {
    put(out, "...", elided, " frames elided...\n");
  }
  traceback2(frames, showRuntime, elided, kOuterFrames, out);
}

void printcreatedby(G const* gp, Out out) {
  if (gp->gopc == 0) {  // the main goroutine
    return;
  }
  Func func;
  if (findfunc_hook == nullptr || !findfunc_hook(gp->gopc - 1, &func)) {
    put(out, "created by ?\n\tpc=", hex(gp->gopc), '\n');
    return;
  }
  put(out, "created by ", name_of(func).c_str(), '\n');
  put_place(func, gp->gopc, out);
}

static Unwinder frames_of(G const* gp, arch::Context const& at, bool exact) {
  return {at, exact, Reach{at.sp, gp->stack.hi, nullptr}};
}

static bool on_stack_of(G const* gp, arch::Context const& at) { return at.sp >= gp->stack.lo && at.sp <= gp->stack.hi; }

// Where gp left its stack.
static Unwinder suspended(G const* gp) {
  if (status_of(gp) == GStatus::syscall) {
    return frames_of(gp, {.pc = gp->syscallpc, .sp = gp->syscallsp, .fp = gp->syscallbp, .lr = 0}, false);
  }
  arch::Context at = arch::gobuf_context(gp->sched);
  if (at.fp == 0) {  // it has not run yet
    at.pc = reinterpret_cast<uintptr_t>(gp->startfn);
    return frames_of(gp, at, true);
  }
  return frames_of(gp, at, false);
}

void traceback(G const* gp, Out out) {
  printframes(suspended(gp), false, out);
  printcreatedby(gp, out);
}

// gp runs, or stands in systemstack on the g0 of its M.
static void traceback_running(G const* gp, StoppedAt stopped_at, Out out) {
  arch::Context at;
  if (gp->sched.sp != 0) {
    return traceback(gp, out);
  }
  if (stopped_at != nullptr && gp->m != nullptr && stopped_at(gp->m->id, &at) && on_stack_of(gp, at)) {
    printframes(frames_of(gp, at, true), false, out);
  } else {
    put(out, "\tgoroutine running on other thread; stack unavailable\n");
  }
  printcreatedby(gp, out);
}

void tracebackothers(G const* me, StoppedAt stopped_at, Out out) {
  uint32_t shown = 0, hidden = 0;
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    G const* gp = allg(i);
    GStatus status = status_of(gp);
    if (gp == me || gp->is_g0 || status == GStatus::dead || status == GStatus::idle) {
      continue;
    }
    if (shown == kMostGoroutines) {
      hidden++;
      continue;
    }
    shown++;
    put(out, '\n');
    goroutineheader(gp, out);
    if (status == GStatus::running || status == GStatus::copystack) {
      traceback_running(gp, stopped_at, out);
    } else {
      traceback(gp, out);
    }
  }
  if (hidden > 0) {
    put(out, "\n...", hidden, " goroutines not shown\n");
  }
}

[[gnu::noinline]] void PrintStack() {
  G* gp = getg();
  Unwinder frames = frames_of(gp, caller_context(), false);
  lock(sched.printlock);
  goroutineheader(gp, arch::write);
  printframes(frames, false, arch::write);
  printcreatedby(gp, arch::write);
  unlock(sched.printlock);
}

}  // namespace burrow

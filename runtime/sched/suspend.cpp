// Keeping one goroutine off its stack while someone looks at it. Go: suspendG, resumeG (preempt.go).
// Differs: the suspender's own goroutine stays running, because only the holder of worldsema suspends (S3) and nobody
// suspends him; he may set a limit to his patience, for goroutines that can't be stopped.
// One that is preempted waits for its suspender, who claims it and readies it again; nothing else would.
//
// U1  Between suspendG and resumeG the scan bit is the suspender's, who runs with m.locks raised.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"

namespace burrow {

static void ask_to_stop(G* gp, bool stop) {
  gp->preemptStop.store(stop, relaxed);  // relaxed, both: the status orders
  gp->preempt.store(stop, relaxed);
}

// Who has been poked. A core that can't stop its goroutine at once tries again by itself; one that had none to stop does not.
struct Asked {
  M* m;
  int64_t again_ns;
};

// gp runs. Tells it to stop at its next safe point.
static void preempt_to_stop(G* gp, Asked& asked) {
  constexpr int64_t kPause_ns = 100'000;
  if (!castogscanstatus(gp, GStatus::running)) {
    return;
  }
  M* mp = gp->m;  // stays while the scan bit is set
  ask_to_stop(gp, true);
  casfrom_Gscanstatus(gp, GStatus::scanrunning);
  int64_t now_ns = arch::nanotime();
  if (asked.m != mp || now_ns >= asked.again_ns) {
    asked = {mp, now_ns + kPause_ns};
    preemptone(mp->id);
  }
}

// gp would not stop. Takes the request back; false: it has stopped after all, or is about to.
static bool give_up(G* gp) {
  if (!castogscanstatus(gp, GStatus::running)) {
    return false;
  }
  ask_to_stop(gp, false);
  casfrom_Gscanstatus(gp, GStatus::scanrunning);
  return true;
}

SuspendState suspendG(G* gp, int64_t patience_ns) {
  require(getg()->m->locks > 0, "suspendG from preemptible goroutine");
  require(gp != getg()->m->curg, "suspendG from non-preemptible goroutine");
  int64_t start_ns = arch::nanotime();
  Asked asked{};
  for (bool stopped = false;; arch::cpu_relax()) {
    GStatus status = readgstatus(gp);
    switch (status) {
      case GStatus::idle:
      case GStatus::dead:
        return {.g = nullptr, .dead = true, .stopped = false};
      case GStatus::copystack:  // soon over
        break;
      case GStatus::preempted:
        stopped = casGFromPreempted(gp);
        break;
      case GStatus::runnable:
      case GStatus::syscall:
      case GStatus::waiting:
        if (castogscanstatus(gp, status)) {
          ask_to_stop(gp, false);
          return {.g = gp, .dead = false, .stopped = stopped};
        }
        break;
      case GStatus::running:
        if (arch::nanotime() - start_ns >= patience_ns && give_up(gp)) {
          return {.g = nullptr, .dead = false, .stopped = false};
        }
        preempt_to_stop(gp, asked);
        break;
      default:
        if (!has_scan(status)) {  // else preemptPark is on its way
          dumpgstatus(gp);
          fatal("invalid g status");
        }
    }
  }
}

void resumeG(SuspendState const& state) {
  if (state.g == nullptr) {
    return;
  }
  GStatus status = readgstatus(state.g);
  if (!has_scan(status)) {
    dumpgstatus(state.g);
    fatal("unexpected g status");
  }
  casfrom_Gscanstatus(state.g, status);
  if (state.stopped) {
    ready(state.g, true);
  }
}

}  // namespace burrow

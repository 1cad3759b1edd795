// Go: runqput, runqputslow, runqget, runqgrab, runqsteal, runqempty (proc.go). Differs: Go's StoreRel is a full barrier on
// its machines and ours is not; the fence stands in wakep.
#include "runtime/queue/runq.h"

#include "arch/arch.h"
#include "runtime/base/fatal.h"
#include "runtime/model/p.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/gqueue.h"

namespace burrow {

static constexpr uint32_t kSize = P::kRunqSize;
static_assert((kSize & (kSize - 1)) == 0, "free-running 32-bit indices wrap at a multiple of the size");

static Atomic<G*>& slot(P* pp, uint32_t index) { return pp->runq[index % kSize]; }

static bool put_in_ring(P* pp, G* gp) {
  uint32_t h = pp->runqhead.load(acquire);  // acq: pairs with rel in the takers' cas; point E
  uint32_t t = pp->runqtail.load(relaxed);  // relaxed: our own
  if (t - h >= kSize) {
    return false;
  }
  slot(pp, t).store(gp, relaxed);           // point A
  pp->runqtail.store(t + 1, release);       // rel: pairs with acq in runqgrab; point B
  return true;
}

// Moves half of the ring and gp to the global queue. false: thieves made room meanwhile.
static bool runqputslow(P* pp, G* gp) {
  uint32_t h = pp->runqhead.load(acquire);  // acq: pairs with rel in the takers' cas
  uint32_t t = pp->runqtail.load(relaxed);
  uint32_t n = (t - h) / 2;
  if (n != kSize / 2) {
    return false;
  }
  G* batch[kSize / 2];
  for (uint32_t i = 0; i < n; i++) {
    batch[i] = slot(pp, h + i).load(relaxed);
  }
  if (!pp->runqhead.cas(h, h + n, release, relaxed)) {  // rel: pairs with acq in runqput
    return false;
  }
  GQueue queue{};
  for (G* moved : batch) {
    gqueue_push_back(queue, moved);
  }
  gqueue_push_back(queue, gp);
  lock(sched.lock);
  globrunqputbatch(queue, n + 1);
  unlock(sched.lock);
  return true;
}

void runqput(P* pp, G* gp, bool next) {
  if (next) {
    gp = pp->runnext.exchange(gp, acq_rel);  // acq_rel: publishes gp's context, takes over the old one's
    if (gp == nullptr) {
      return;
    }
  }
  while (!put_in_ring(pp, gp) && !runqputslow(pp, gp)) {
    arch::cpu_relax();
  }
}

void runqput_locked(P* pp, G* gp) { require(put_in_ring(pp, gp), "runqput_locked: no room"); }

G* runqget(P* pp, bool* inherit) {
  G* next = pp->runnext.load(relaxed);  // relaxed: the cas acquires
  *inherit = next != nullptr && pp->runnext.cas(next, nullptr, acq_rel, relaxed);  // pairs with the exchange in runqput
  return *inherit ? next : runqget_ring(pp);
}

G* runqget_ring(P* pp) {
  uint32_t h = pp->runqhead.load(acquire);  // acq: pairs with rel in the thieves' cas
  while (h != pp->runqtail.load(relaxed)) {
    G* gp = slot(pp, h).load(relaxed);
    if (pp->runqhead.cas(h, h + 1, release, acquire)) {  // rel: pairs with acq in runqput
      return gp;
    }
    arch::cpu_relax();
  }
  return nullptr;
}

G* runq_pop_tail(P* pp) {
  uint32_t t = pp->runqtail.load(relaxed);  // relaxed, all: the world is stopped
  if (t == pp->runqhead.load(relaxed)) {
    return nullptr;
  }
  pp->runqtail.store(t - 1, relaxed);
  return slot(pp, t - 1).load(relaxed);
}

// Takes victim's runnext. A running victim is given 3 µs to run it itself: it readied that G a moment ago.
static G* grab_runnext(P* victim) {
  constexpr int64_t kGrace_ns = 3000;
  G* next = victim->runnext.load(relaxed);
  if (next == nullptr) {
    return nullptr;
  }
  if (victim->status.load(relaxed) == PStatus::running) {  // relaxed: a hint
    for (int64_t until = arch::nanotime() + kGrace_ns; arch::nanotime() < until;) {
      arch::cpu_relax();
    }
  }
  return victim->runnext.cas(next, nullptr, acq_rel, relaxed) ? next : nullptr;  // pairs with the exchange in runqput
}

// Copies half of victim's ring to pp's slots from `at` on, which nobody sees yet. Returns how many.
static uint32_t runqgrab(P* victim, P* pp, uint32_t at, bool stealrunnext) {
  for (;;) {
    uint32_t h = victim->runqhead.load(acquire);  // acq: pairs with rel in other takers' cas; point C
    uint32_t t = victim->runqtail.load(acquire);  // acq: pairs with rel in runqput
    uint32_t n = t - h;
    n -= n / 2;
    if (n == 0) {
      G* next = stealrunnext ? grab_runnext(victim) : nullptr;
      if (next == nullptr) {
        return 0;
      }
      slot(pp, at).store(next, relaxed);
      return 1;
    }
    if (n > kSize / 2) {  // h and t are of different moments
      arch::cpu_relax();
      continue;
    }
    for (uint32_t i = 0; i < n; i++) {
      slot(pp, at + i).store(slot(victim, h + i).load(relaxed), relaxed);  // point D
    }
    if (victim->runqhead.cas(h, h + n, release, relaxed)) {  // rel: pairs with acq in runqput; point F
      return n;
    }
    arch::cpu_relax();
  }
}

G* runqsteal(P* pp, P* victim, bool stealrunnext, uint32_t* stolen) {
  uint32_t t = pp->runqtail.load(relaxed);
  uint32_t n = runqgrab(victim, pp, t, stealrunnext);
  *stolen = n;
  if (n == 0) {
    return nullptr;
  }
  n--;
  G* gp = slot(pp, t + n).load(relaxed);
  if (n > 0) {
    uint32_t h = pp->runqhead.load(acquire);  // acq: pairs with rel in the takers' cas
    require(t - h + n < kSize, "runqsteal: runq overflow");
    pp->runqtail.store(t + n, release);       // rel: pairs with acq in runqgrab
  }
  return gp;
}

bool runqempty(P const* pp) {
  // runqput with next moves a G from runnext to the ring: look at tail again to see all of it at one moment.
  for (;;) {
    uint32_t head = pp->runqhead.load(acquire);  // acq: keep the four loads in this order
    uint32_t tail = pp->runqtail.load(acquire);
    G* next = pp->runnext.load(acquire);
    if (tail == pp->runqtail.load(acquire)) {
      return head == tail && next == nullptr;
    }
    arch::cpu_relax();
  }
}

uint32_t runqlen(P const* pp) {
  uint32_t head = pp->runqhead.load(acquire);                   // acq: pairs with rel in the takers' cas
  uint32_t waiting = pp->runqtail.load(acquire) - head;         // acq: pairs with rel in put_in_ring
  return waiting + (pp->runnext.load(relaxed) != nullptr ? 1 : 0);  // relaxed: a count, not a hand-over
}

}  // namespace burrow

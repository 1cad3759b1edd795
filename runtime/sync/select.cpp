// Go: selectgo, sellock, selunlock, selparkcommit, block (select.go). Differs: cases are given with their memory, see model/hchan.h.
//
// S4  Locks are taken by rising address and released by falling: whoever holds the lowest lock of a select that parks keeps its
//     goroutine from going on before the last one is released, so nobody touches a sudog that is gone.
//
// wake/wake: two that find the same select in the queues of two channels, each under its own lock.
//   on channel c                        on channel d
//   A  dequeues the sudog               C  dequeues the sudog
//   B  selectDone: cas 0 → 1            D  selectDone: cas 0 → 1
//   B and D are on one word: one wins and readies the G. The other looks for the next in its queue; the sudog that it has taken
//   out is dead, and selectgo, which takes all locks before it clears selectDone, does not mind that it is not there.
#include "runtime/sync/select.h"

#include "runtime/base/fatal.h"
#include "runtime/base/rand.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/queue/waitq.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan_step.h"
#include "runtime/sync/timer.h"

namespace burrow {

// The cases whose channel is not nil, in two orders.
struct Select {
  SelectCase* cases;
  uint32_t count;

  SelectCase& polled(uint32_t i) const { return cases[cases[i].pollorder]; }
  SelectCase& locked(uint32_t i) const { return cases[cases[i].lockorder]; }
};

static WaitQ& queue_of(SelectCase const& one) { return one.sends ? one.c->sendq : one.c->recvq; }

// At random, each order as likely as any other. Go: cheaprandn
static void order_polls(Select& select, uint32_t ncases) {
  uint64_t& random = getg()->m->randstate;
  select.count = 0;
  for (uint32_t i = 0; i < ncases; i++) {
    SelectCase& one = select.cases[i];
    if (one.c == nullptr) {
      continue;
    }
    if (one.c->timer != nullptr) {
      maybeRunChan(one.c);
    }
    uint32_t const end = select.count++;
    auto const at = static_cast<uint32_t>(uint64_t{fastrand(random)} * select.count >> 32);
    select.cases[end].pollorder = select.cases[at].pollorder;
    select.cases[at].pollorder = static_cast<uint16_t>(i);
  }
}

static void sift_down(Select const& select, uint32_t at, uint32_t end) {
  SelectCase* cases = select.cases;
  uint16_t const moved = cases[at].lockorder;
  for (uint32_t child; (child = 2 * at + 1) < end; at = child) {
    child += child + 1 < end && select.locked(child).c < select.locked(child + 1).c;
    if (select.locked(child).c <= cases[moved].c) {
      break;
    }
    cases[at].lockorder = cases[child].lockorder;
  }
  cases[at].lockorder = moved;
}

// By rising address: a heap sort, in place and never slow.
static void order_locks(Select const& select) {
  SelectCase* cases = select.cases;
  for (uint32_t i = 0; i < select.count; i++) {
    cases[i].lockorder = cases[i].pollorder;
  }
  for (uint32_t i = select.count / 2; i-- > 0;) {
    sift_down(select, i, select.count);
  }
  for (uint32_t end = select.count; end-- > 1;) {
    std::swap(cases[0].lockorder, cases[end].lockorder);
    sift_down(select, 0, end);
  }
}

// Each channel once, however many cases it has.
static void sellock(Select const& select) {
  for (uint32_t i = 0; i < select.count; i++) {
    if (i == 0 || select.locked(i).c != select.locked(i - 1).c) {
      lock_ascending(select.locked(i).c->lock);
    }
  }
}

static void selunlock(Select const& select) {
  for (uint32_t i = select.count; i-- > 0;) {
    if (i == 0 || select.locked(i).c != select.locked(i - 1).c) {
      unlock(select.locked(i).c->lock);
    }
  }
}

// on g0. S4: with the last unlock gp may go on, and its sudogs go with it
static bool selparkcommit(G* gp, void*) {
  for (Sudog* sg = gp->waiting; sg != nullptr;) {
    Hchan* c = sg->c;
    sg = sg->waitlink;
    if (sg == nullptr || sg->c != c) {
      unlock(c->lock);
    }
  }
  return true;
}

// holds all locks · may switch: returns with them
static SelectCase* wait_for_one(Select const& select) {
  G* gp = getg();
  gp->waiting = nullptr;
  for (uint32_t i = 0; i < select.count; i++) {
    SelectCase& one = select.locked(i);
    one.g = gp;
    one.isSelect = true;
    one.success = false;
    one.waitlink = gp->waiting;
    gp->waiting = &one;
    waitq_enqueue(queue_of(one), &one);
    if (one.c->timer != nullptr) {
      blockTimerChan(one.c);
    }
  }
  gopark(selparkcommit, nullptr, WaitReason::select);
  sellock(select);
  gp->selectDone.store(0, release);  // rel: pairs with acq_rel in waitq_dequeue
  auto* chosen = static_cast<SelectCase*>(gp->param);
  gp->waiting = nullptr;
  gp->param = nullptr;
  for (uint32_t i = 0; i < select.count; i++) {
    SelectCase& one = select.locked(i);
    if (&one != chosen) {
      waitq_remove(queue_of(one), &one);
    }
  }
  return chosen;
}

static void unblock_timers(Select const& select) {
  for (uint32_t i = 0; i < select.count; i++) {
    if (select.locked(i).c->timer != nullptr) {
      unblockTimerChan(select.locked(i).c);
    }
  }
}

// The number of the case; no lock is held.
static uint32_t finish(Select const& select, SelectCase& chosen, Step const& step) {
  if (!step.passed && chosen.sends) {
    gopanic("send on closed channel");
  }
  if (!step.passed) {
    zero_elem(chosen.c, chosen.elem);
  }
  if (!chosen.sends && chosen.ok != nullptr) {
    *chosen.ok = step.passed;
  }
  if (step.wake != nullptr) {
    goready(step.wake);
  }
  return static_cast<uint32_t>(&chosen - select.cases);
}

// A single case is a plain operation. Go: the compiler, selectnbsend, selectnbrecv
static uint32_t select_one(SelectCase& one, bool block) {
  if (one.sends) {
    return chansend(one.c, one.elem, block) ? 0 : 1;
  }
  Received const got = chanrecv(one.c, one.elem, block);
  if (got.selected && one.ok != nullptr) {
    *one.ok = got.received;
  }
  return got.selected ? 0 : 1;
}

uint32_t selectgo(SelectCase* cases, uint32_t ncases, bool block) {
  if (ncases > kMaxSelectCases) {
    gopanic("reflect.Select: too many cases (max 65536)");
  }
  if (ncases == 1) {
    return select_one(cases[0], block);
  }
  if (ncases == 0 && block) {
    gopark(nullptr, nullptr, WaitReason::select_no_cases);
  }
  Select select{.cases = cases, .count = 0};
  order_polls(select, ncases);
  order_locks(select);
  sellock(select);
  for (uint32_t i = 0; i < select.count; i++) {
    SelectCase& one = select.polled(i);
    Step const step = one.sends ? step_send(one.c, one.elem) : step_recv(one.c, one.elem);
    if (step.done) {
      selunlock(select);
      return finish(select, one, step);
    }
  }
  if (!block) {
    selunlock(select);
    return ncases;
  }
  SelectCase* chosen = wait_for_one(select);
  selunlock(select);
  unblock_timers(select);
  return finish(select, *chosen, {.done = true, .passed = chosen->success, .wake = nullptr});
}

}  // namespace burrow

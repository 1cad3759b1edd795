// Go: makechan, chansend, chanrecv, closechan, send, recv (chan.go). Differs: the buffer always lies behind
// its channel; who is woken by a close clears his own variable; stacks stand still, so nothing tells a mover of them about sudogs.
#include "runtime/sync/chan.h"

#include <cstring>
#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/queue/gqueue.h"
#include "runtime/queue/malloc.h"
#include "runtime/queue/waitq.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan_step.h"
#include "runtime/sync/timer.h"

namespace burrow {

static size_t chan_bytes(Hchan const* c) { return sizeof(Hchan) + c->dataqsiz * c->elemtype->size; }

Hchan* makechan(ElemType const* elemtype, int64_t size) {
  constexpr uint64_t kMaxAlloc = uint64_t{1} << 48;
  auto room = static_cast<uint64_t>(size);
  uint64_t bytes;
  if (size < 0 || __builtin_mul_overflow(room, uint64_t{elemtype->size}, &bytes) || bytes > kMaxAlloc - sizeof(Hchan)) {
    gopanic("makechan: size out of range");
  }
  auto* c = static_cast<Hchan*>(mallocgc(sizeof(Hchan) + bytes));
  c->elemtype = elemtype;
  c->dataqsiz = room;
  c->refs.store(1, relaxed);  // relaxed: nobody else has it
  return c;
}

static void destroy_elems(Hchan* c) {
  if (c->elemtype->destroy == nullptr) {
    return;
  }
  for (uint64_t n = c->qcount.load(relaxed); n > 0; n--) {  // relaxed: it is ours alone
    c->elemtype->destroy(c->buf(c->recvx));
    c->recvx = c->recvx + 1 == c->dataqsiz ? 0 : c->recvx + 1;
  }
}

// A channel whose last handle lies in the buffer of another waits until that one is gone, so that a chain of them, however
// long, takes no stack. Elements are destroyed without m.locks: there may be many.
void freechan(Hchan* c) {
  require(c->recvq.first.load(relaxed) == nullptr && c->sendq.first.load(relaxed) == nullptr,  // relaxed, here: it is ours alone
          "freechan: somebody waits");
  Hchan*& freeing = getg()->freeing;
  if (freeing != nullptr) {
    c->freelink = std::exchange(freeing->freelink, c);
    return;
  }
  c->freelink = nullptr;
  for (freeing = c; freeing != nullptr;) {
    c = freeing;
    destroy_elems(c);
    freeing = c->freelink;
    if (c->timer != nullptr) {
      freeTimerChan(c->timer);
    }
    gcfree(c, chan_bytes(c));
  }
}

// Would a send wait? Go: full
static bool full(Hchan* c) {
  if (c->dataqsiz == 0) {
    return c->recvq.first.load(acquire) == nullptr;  // acq, both: pair with rel in waitq_enqueue, put
  }
  return c->qcount.load(acquire) == c->dataqsiz;
}

// Would a receive wait, were the channel open? Go: empty
static bool empty(Hchan* c) {
  if (c->dataqsiz == 0) {
    return c->sendq.first.load(acquire) == nullptr;  // acq, both: pair with rel in waitq_remove, drop_head
  }
  return c->qcount.load(acquire) == 0;
}

// holds the lock, all of them

static void move_elem(ElemType const* elemtype, void* to, void* from) {
  if (elemtype->move == nullptr) {
    memcpy(to, from, elemtype->size);
  } else {
    elemtype->move(to, from);
  }
}

// Into a variable that is alive.
static void receive(ElemType const* elemtype, void* to, void* from) {
  if (to == nullptr) {
    return;
  }
  if (elemtype->destroy != nullptr) {
    elemtype->destroy(to);
  }
  move_elem(elemtype, to, from);
}

static void put(Hchan* c, void* elem) {
  move_elem(c->elemtype, c->buf(c->sendx), elem);
  c->sendx = c->sendx + 1 == c->dataqsiz ? 0 : c->sendx + 1;
  c->qcount.store(c->qcount.load(relaxed) + 1, release);  // rel: pairs with acq in full
}

static void drop_head(Hchan* c) {
  if (c->elemtype->destroy != nullptr) {
    c->elemtype->destroy(c->buf(c->recvx));
  }
  c->recvx = c->recvx + 1 == c->dataqsiz ? 0 : c->recvx + 1;
  c->qcount.store(c->qcount.load(relaxed) - 1, release);  // rel: pairs with acq in empty
}

// The waiter's wait is over.
static G* finish(Sudog* sg, bool success) {
  sg->success = success;
  sg->g->param = sg;
  return sg->g;
}

Step step_send(Hchan* c, void* elem) {
  if (c->closed.load(relaxed) != 0) {  // relaxed, here and below: under the lock
    return {.done = true, .passed = false, .wake = nullptr};
  }
  if (Sudog* receiver = waitq_dequeue(c->recvq)) {
    receive(c->elemtype, receiver->elem, elem);
    return {.done = true, .passed = true, .wake = finish(receiver, true)};
  }
  bool const room = c->qcount.load(relaxed) < c->dataqsiz;
  if (room) {
    put(c, elem);
  }
  return {.done = room, .passed = room, .wake = nullptr};
}

Step step_recv(Hchan* c, void* elem) {
  Sudog* sender = waitq_dequeue(c->sendq);
  if (sender != nullptr && c->dataqsiz == 0) {
    receive(c->elemtype, elem, sender->elem);
    return {.done = true, .passed = true, .wake = finish(sender, true)};
  }
  if (c->qcount.load(relaxed) == 0) {
    return {.done = c->closed.load(relaxed) != 0, .passed = false, .wake = nullptr};
  }
  receive(c->elemtype, elem, c->buf(c->recvx));
  drop_head(c);
  if (sender == nullptr) {
    return {.done = true, .passed = true, .wake = nullptr};
  }
  put(c, sender->elem);  // the buffer was full: into the place that has become free, behind all others
  return {.done = true, .passed = true, .wake = finish(sender, true)};
}

void zero_elem(Hchan* c, void* elem) {
  if (elem != nullptr) {
    acquirem();
    c->elemtype->zero(elem);
    releasem(getg()->m);
  }
}

// on g · holds c->lock · may switch: returns without it, whether a value has passed
static bool wait_in(Hchan* c, WaitQ& queue, void* elem, WaitReason reason) {
  G* gp = getg();
  Sudog me{};
  me.g = gp;
  me.c = c;
  me.elem = elem;
  gp->waiting = &me;
  waitq_enqueue(queue, &me);
  if (c->timer != nullptr) {
    blockTimerChan(c);
  }
  goparkunlock(c->lock, reason);
  require(gp->param == &me, "G waiting list is corrupted");
  if (c->timer != nullptr) {
    unblockTimerChan(c);
  }
  gp->waiting = nullptr;
  gp->param = nullptr;
  return me.success;
}

bool chansend(Hchan* c, void* elem, bool block) {
  if (c == nullptr) {
    if (block) {
      gopark(nullptr, nullptr, WaitReason::chan_send_nil);
    }
    return false;
  }
  // relaxed: a channel that was full may be closed by now; then this came before
  if (!block && c->closed.load(relaxed) == 0 && full(c)) {
    return false;
  }
  lock(c->lock);
  Step step = step_send(c, elem);
  if (!step.done && block) {
    step = {.done = true, .passed = wait_in(c, c->sendq, elem, WaitReason::chan_send), .wake = nullptr};
  } else {
    unlock(c->lock);
  }
  if (step.done && !step.passed) {
    gopanic("send on closed channel");
  }
  if (step.wake != nullptr) {
    goready(step.wake);
  }
  return step.done;
}

// A channel that is seen empty, then open, was open when it was seen empty. Seen closed, it may have got its last values in
// between: hence the second look. (golang.org/issue/32529, 36714)
static bool nothing_to_receive(Hchan* c, bool* closed) {
  if (!empty(c)) {
    return false;
  }
  *closed = c->closed.load(acquire) != 0;  // acq: pairs with rel in closechan
  return !*closed || empty(c);
}

Received chanrecv(Hchan* c, void* elem, bool block) {
  if (c == nullptr) {
    if (block) {
      gopark(nullptr, nullptr, WaitReason::chan_receive_nil);
    }
    return {false, false};
  }
  if (c->timer != nullptr) {
    maybeRunChan(c);
  }
  Step step{};
  bool closed = false;
  if (block || !nothing_to_receive(c, &closed)) {
    lock(c->lock);
    step = step_recv(c, elem);
    if (!step.done && block) {
      step = {.done = true, .passed = wait_in(c, c->recvq, elem, WaitReason::chan_receive), .wake = nullptr};
    } else {
      unlock(c->lock);
    }
  } else {
    step.done = closed;
  }
  if (step.done && !step.passed) {
    zero_elem(c, elem);
  }
  if (step.wake != nullptr) {
    goready(step.wake);
  }
  return {step.done, step.passed};
}

void closechan(Hchan* c) {
  if (c == nullptr) {
    gopanic("close of nil channel");
  }
  lock(c->lock);
  if (c->closed.load(relaxed) != 0) {  // relaxed: under the lock
    unlock(c->lock);
    gopanic("close of closed channel");
  }
  c->closed.store(1, release);  // rel: pairs with acq in nothing_to_receive
  GQueue woken{};
  for (WaitQ* queue : {&c->recvq, &c->sendq}) {
    while (Sudog* sg = waitq_dequeue(*queue)) {
      gqueue_push_back(woken, finish(sg, false));
    }
  }
  unlock(c->lock);
  while (G* gp = gqueue_pop(woken)) {
    goready(gp);
  }
}

int64_t chanlen(Hchan* c) {
  if (c == nullptr || c->timer != nullptr) {
    return 0;
  }
  return static_cast<int64_t>(c->qcount.load(relaxed));  // relaxed: a snapshot
}

int64_t chancap(Hchan* c) { return c == nullptr || c->timer != nullptr ? 0 : static_cast<int64_t>(c->dataqsiz); }

}  // namespace burrow

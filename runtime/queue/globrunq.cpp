// Go: globrunqput, globrunqputbatch, globrunqget (proc.go).
#include "runtime/queue/globrunq.h"

#include <algorithm>

#include "runtime/base/fatal.h"
#include "runtime/model/p.h"
#include "runtime/queue/gqueue.h"
#include "runtime/queue/runq.h"

namespace burrow {

static void resize(uint32_t size) { sched.runqsize.store(size, relaxed); }  // relaxed: exact under the lock, else a hint

void globrunqput(G* gp) {
  require(holds(LockRank::sched), "globrunqput: sched.lock not held");
  gqueue_push_back(sched.runq, gp);
  resize(sched.runqsize.load(relaxed) + 1);
}

void globrunqputhead(G* gp) {
  require(holds(LockRank::sched), "globrunqputhead: sched.lock not held");
  gqueue_push_front(sched.runq, gp);
  resize(sched.runqsize.load(relaxed) + 1);
}

void globrunqputbatch(GQueue& batch, uint32_t n) {
  require(holds(LockRank::sched), "globrunqputbatch: sched.lock not held");
  gqueue_push_back_all(sched.runq, batch);
  resize(sched.runqsize.load(relaxed) + n);
}

void runq_to_global(P* pp) {
  bool inherit;
  while (G* gp = runqget(pp, &inherit)) {
    globrunqput(gp);
  }
}

G* globrunqget(P* pp, uint32_t max) {
  require(holds(LockRank::sched), "globrunqget: sched.lock not held");
  uint32_t size = sched.runqsize.load(relaxed);
  if (size == 0) {
    return nullptr;
  }
  uint32_t n = std::min({size, size / gomaxprocs.load(relaxed) + 1, P::kRunqSize / 2});  // relaxed: R1
  if (max > 0) {
    n = std::min(n, max);
  }
  resize(size - n);
  G* gp = gqueue_pop(sched.runq);
  for (uint32_t i = 1; i < n; i++) {
    runqput_locked(pp, gqueue_pop(sched.runq));
  }
  return gp;
}

}  // namespace burrow

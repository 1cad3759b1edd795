// Go: pidleput, pidleget, pidlegetSpinning, mput, mget (proc.go).
#include "runtime/queue/idle.h"

#include "runtime/base/fatal.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"
#include "runtime/queue/runq.h"

namespace burrow {

// Exact under the lock; wakep reads it without, after publish_then_check.
static void count(Atomic<uint32_t>& number, int32_t change) {
  number.store(number.load(relaxed) + static_cast<uint32_t>(change), relaxed);  // relaxed: sched.lock orders writers
}

void pidleput(P* pp) {
  require(holds(LockRank::sched), "pidleput: sched.lock not held");
  require(runqempty(pp), "pidleput: P has non-empty run queue");
  pp->link = sched.pidle;
  sched.pidle = pp;
  count(sched.npidle, +1);
}

P* pidleget() {
  require(holds(LockRank::sched), "pidleget: sched.lock not held");
  P* pp = sched.pidle;
  if (pp != nullptr) {
    sched.pidle = pp->link;
    pp->link = nullptr;
    count(sched.npidle, -1);
  }
  return pp;
}

P* pidlegetSpinning() {
  P* pp = pidleget();
  if (pp == nullptr) {
    sched.needspinning.store(1, relaxed);  // relaxed: read and cleared under sched.lock
  }
  return pp;
}

void mput(M* mp) {
  require(holds(LockRank::sched), "mput: sched.lock not held");
  require(!mp->idle, "mput: M is idle already");
  mp->idle = true;
  M** at = &sched.midle;
  while (mp->nlocked != 0 && *at != nullptr) {
    at = &(*at)->schedlink;
  }
  mp->schedlink = *at;
  *at = mp;
  sched.nmidle++;
  count(sched.nmidlelocked, mp->nlocked != 0);  // first: others_can_run reads both without the lock
  count(sched.nmfree, +1);
}

M* mget(bool locked) {
  require(holds(LockRank::sched), "mget: sched.lock not held");
  M* mp = sched.midle;
  if (mp == nullptr || (mp->nlocked != 0 && !locked)) {
    return nullptr;
  }
  mremove(mp);
  return mp;
}

void mremove(M* mp) {
  require(holds(LockRank::sched), "mremove: sched.lock not held");
  M** at = &sched.midle;
  while (*at != nullptr && *at != mp) {
    at = &(*at)->schedlink;
  }
  require(*at == mp && mp->idle, "mremove: M is not idle");
  *at = mp->schedlink;
  mp->schedlink = nullptr;
  mp->idle = false;
  sched.nmidle--;
  count(sched.nmfree, -1);
  count(sched.nmidlelocked, -static_cast<int32_t>(mp->nlocked != 0));
}

}  // namespace burrow

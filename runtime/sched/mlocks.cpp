// Reasons not to be preempted, counted: nobody is locked out. Go: acquirem, releasem (runtime1.go).
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/sched/proc.h"

namespace burrow {

M* acquirem() {
  M* mp = getg()->m;
  mp->locks++;
  return mp;
}

void releasem(M* mp) {
  require(mp->locks > 0, "releasem: not acquired");
  mp->locks--;
}

}  // namespace burrow

// Keeping user goroutines from running while those of the system go on. Go: schedEnabled, schedEnableUser (proc.go),
// isSystemGoroutine (traceback.go). Differs: a goroutine is the system's while it has switched the others off.
//
// D1  disabled holds runnable Gs, ndisabled counts them; both are empty while user scheduling is on.
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/queue/globrunq.h"
#include "runtime/queue/gqueue.h"
#include "runtime/sched/proc.h"

namespace burrow {

bool schedEnabled(G const* gp) {
  return !sched.userdisabled.load(relaxed) || gp->system;  // relaxed: exact under sched.lock, else a hint
}

bool keep_back(G* gp) {
  if (schedEnabled(gp)) {
    return false;
  }
  lock(sched.lock);
  bool kept = !schedEnabled(gp);  // it may have been switched on just now
  if (kept) {
    gqueue_push_back(sched.disabled, gp);
    sched.ndisabled++;
  }
  unlock(sched.lock);
  return kept;
}

// on g0
static void enable() {
  lock(sched.lock);
  sched.userdisabled.store(false, relaxed);  // relaxed, here and below: sched.lock
  uint32_t n = sched.ndisabled;
  sched.ndisabled = 0;
  globrunqputbatch(sched.disabled, n);
  unlock(sched.lock);
  if (n != 0) {
    wakep();  // and whoever is woken wakes the next
  }
}

static void disable() {
  lock(sched.lock);
  sched.userdisabled.store(true, relaxed);
  unlock(sched.lock);
}

void schedEnableUser(bool on) {
  G* gp = getg();
  require(gp->system == on, "schedEnableUser: not by who switched it off");
  if (on) {
    systemstack([](void*) { enable(); }, nullptr);
  } else {
    disable();
  }
  gp->system = !on;
}

}  // namespace burrow

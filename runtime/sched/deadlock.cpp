// Nobody left to run. Go: checkdead, dumpgstatus (proc.go). Who waits for a device is left: an interrupt will come, or its
// time-out.
#include "runtime/base/fatal.h"
#include "runtime/base/text.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/queue/timerheap.h"
#include "runtime/sched/proc.h"

namespace burrow {

template <class... Parts>
static void put_line(Parts... parts) {
  Text<160> text;
  text.put(parts..., '\n');
  arch::write(text.data(), text.size());
}

struct Census {
  uint32_t waiting;
  uint32_t able;
};

static Census census() {
  Census count{};
  for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
    G* gp = allg(i);
    GStatus status = without_scan(readgstatus(gp));
    count.waiting += !gp->is_g0 && status == GStatus::waiting;
    bool able = status == GStatus::runnable || status == GStatus::running || status == GStatus::syscall;
    count.able += !gp->is_g0 && able;
  }
  return count;
}

void checkdead() {
  require(holds(LockRank::sched), "checkdead: sched.lock not held");
  // relaxed, both: under sched.lock
  if (sched.mnext.load(relaxed) + sched.nmonduty > sched.nmidle || sched.netpollWaiters.load(relaxed) != 0) {
    return;
  }
  if (timers_armed() != 0) {  // time will tell
    return;
  }
  Census count = census();
  count.able -= sched.ndisabled;  // kept back, and nobody is left to let them go
  count.waiting += sched.ndisabled;
  unlock(sched.lock);  // the report must not find it taken
  require(count.able == 0, "checkdead: runnable g");
  require(count.waiting > 0, "no goroutines (main called runtime.Goexit) - deadlock!");
  fatal("all goroutines are asleep - deadlock!");
}

void dumpgstatus(G* gp) {
  G* self = getg();
  put_line("runtime: gp: goid=", gp->goid, ", gp->atomicstatus=", static_cast<uint32_t>(readgstatus(gp)));
  put_line("runtime: g:  goid=", self->goid, ",  g->atomicstatus=", static_cast<uint32_t>(readgstatus(self)));
}

}  // namespace burrow

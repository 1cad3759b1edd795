// Ending a goroutine from within, and what it has put off until then. Go: Goexit, deferproc, deferreturn (panic.go).
// Differs: nothing unwinds. Goexit makes the deferred calls where it stands; the scopes above are left as they are.
//
// X2  g.deferred is the chain of open scopes on its stack, the innermost first.
#include "runtime/base/fatal.h"
#include "runtime/model/deferred.h"
#include "runtime/model/g.h"
#include "runtime/sched/proc.h"

namespace burrow {

void deferproc(Deferred* call) {
  G* gp = getg();
  call->link = gp->deferred;
  gp->deferred = call;
}

void deferreturn(Deferred* call) {
  G* gp = getg();
  require(gp->deferred == call, "deferreturn: not the innermost call");
  gp->deferred = call->link;
}

void Goexit() {
  while (Deferred* call = getg()->deferred) {
    deferreturn(call);
    call->fn(call);
  }
  mcall(goexit0);
  __builtin_unreachable();
}

}  // namespace burrow

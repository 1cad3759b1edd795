// Who may stop the world, change the number of Ps or suspend goroutines: one at a time. Go: worldsema, stopTheWorld,
// startTheWorld (proc.go), GOMAXPROCS (debug.go).
#include <algorithm>

#include "runtime/base/fatal.h"
#include "runtime/model/m.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"
#include "runtime/sync/world.h"

namespace burrow {

HoldWorld::HoldWorld() {
  semacquire(sched.worldsema);
  acquirem();
}

HoldWorld::~HoldWorld() {
  releasem(getg()->m);
  semrelease(sched.worldsema);
}

void stopTheWorld() {
  semacquire(sched.worldsema);
  acquirem();  // the P stays ours, stopped
  systemstack([](void*) { stopTheWorldWithSema(); }, nullptr);
}

static void start_with(uint32_t procs) {
  systemstack([](void* arg) { startTheWorldWithSema(*static_cast<uint32_t*>(arg)); }, &procs);
  releasem(getg()->m);
  semrelease(sched.worldsema);
}

// on g0, m.locks raised. One goroutine as it stands, in one piece.
static void print_stack_of(G* gp) {
  constexpr int64_t kPatience_ns = 1'000'000'000;  // for one that can't be stopped
  SuspendState state = suspendG(gp, kPatience_ns);
  if (!state.dead) {
    lock(sched.printlock);
    arch::write("\n", 1);
    goroutineheader(gp);
    if (state.g != nullptr) {
      traceback(gp);
    } else {
      constexpr char kUnavailable[] = "\tgoroutine running on other thread; stack unavailable\n";
      arch::write(kUnavailable, sizeof kUnavailable - 1);
    }
    unlock(sched.printlock);
  }
  resumeG(state);
}

void PrintStacks() {
  HoldWorld hold;
  PrintStack();
  systemstack(
      [](void*) {
        for (uint32_t i = 0, n = sched.allglen.load(acquire); i < n; i++) {  // acq: pairs with rel in malg
          if (G* gp = allg(i); !gp->is_g0 && gp != getg()->m->curg) {
            print_stack_of(gp);
          }
        }
      },
      nullptr);
}

void startTheWorld() { start_with(gomaxprocs.load(relaxed)); }  // relaxed: R1

uint32_t GOMAXPROCS(uint32_t n) {
  uint32_t before = gomaxprocs.load(relaxed);  // relaxed, both: R1
  n = std::min(n, kMaxProcs);
  if (n == 0 || n == before) {
    return before;
  }
  stopTheWorld();
  before = gomaxprocs.load(relaxed);  // someone may have been first
  make_procs(n);
  start_with(n);
  return before;
}

}  // namespace burrow

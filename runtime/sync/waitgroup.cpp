// Go: WaitGroup, Add, Wait (sync/waitgroup.go).
//
// E5  state is the counter, in its upper half, and below it the number of waiters that the last `done` will release. It is 0 from
//     then until the next add.
#include "runtime/base/fatal.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"

namespace burrow {

static constexpr uint32_t kCounterShift = 32;
static constexpr char kMisuse[] = "sync: WaitGroup misuse: Add called concurrently with Wait";

void WaitGroup::add(int32_t delta) {
  uint64_t const change = static_cast<uint64_t>(delta) << kCounterShift;
  // acq_rel: what came before each done comes before the return of wait
  uint64_t const state = state_.fetch_add(change, acq_rel) + change;
  auto const counter = static_cast<int32_t>(state >> kCounterShift);
  auto waiters = static_cast<uint32_t>(state);
  if (counter < 0) {
    gopanic("sync: negative WaitGroup counter");
  }
  if (waiters != 0 && delta > 0 && counter == delta) {
    gopanic(kMisuse);
  }
  if (counter > 0 || waiters == 0) {
    return;
  }
  if (state_.load(relaxed) != state) {
    gopanic(kMisuse);
  }
  state_.store(0, release);  // rel: pairs with acq in wait
  for (; waiters > 0; waiters--) {
    semrelease(sema_);
  }
}

void WaitGroup::wait() {
  uint64_t state = state_.load(acquire);  // acq: pairs with the fetch_add and with rel in add
  do {
    if (state >> kCounterShift == 0) {
      return;
    }
  } while (!state_.cas(state, state + 1, acquire, acquire));  // acq: as above
  semacquire1(sema_, false, WaitReason::waitgroup);
  if (state_.load(relaxed) != 0) {
    gopanic("sync: WaitGroup is reused before previous Wait has returned");
  }
}

}  // namespace burrow

// Go: notifyList (sema.go). Differs: waiters lie on their own stacks, which never move.
//
// E4  notify does not pass wait; both wrap. On the list are goroutines with tickets from notify on; one with such a ticket that
//     is not there is on its way.
#include "runtime/sync/notifylist.h"

#include <utility>

#include "runtime/sched/proc.h"

namespace burrow {

static bool is_before(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) < 0; }  // Go: less

uint32_t notifyListAdd(NotifyList& list) { return list.wait.fetch_add(1, relaxed); }  // relaxed: the user's lock orders

void notifyListWait(NotifyList& list, uint32_t ticket) {
  lock(list.lock);
  if (is_before(ticket, list.notify.load(relaxed))) {  // relaxed, here and below: under the lock. It had its notice
    unlock(list.lock);
    return;
  }
  Notified self{getg(), ticket, nullptr};
  (list.tail != nullptr ? list.tail->next : list.head) = &self;
  list.tail = &self;
  goparkunlock(list.lock, WaitReason::cond_wait);
}

static bool nobody_waits(NotifyList const& list) {
  // relaxed, both: whom the notice is meant for took a ticket with the user's lock, which the notifier has had since
  return list.wait.load(relaxed) == list.notify.load(relaxed);
}

void notifyListNotifyAll(NotifyList& list) {
  if (nobody_waits(list)) {
    return;
  }
  lock(list.lock);
  Notified* waiter = std::exchange(list.head, nullptr);
  list.tail = nullptr;
  list.notify.store(list.wait.load(relaxed), relaxed);
  unlock(list.lock);
  while (waiter != nullptr) {
    goready(std::exchange(waiter, waiter->next)->g);  // whoever is readied is gone with its stack
  }
}

// holds the lock. The one with that ticket leaves the list; nullptr: it is on its way, and will not wait. The list is nearly
// in order, so it is one of the first.
static G* take(NotifyList& list, uint32_t ticket) {
  Notified* before = nullptr;
  for (Notified* waiter = list.head; waiter != nullptr; before = std::exchange(waiter, waiter->next)) {
    if (waiter->ticket == ticket) {
      (before != nullptr ? before->next : list.head) = waiter->next;
      list.tail = list.tail == waiter ? before : list.tail;
      return waiter->g;
    }
  }
  return nullptr;
}

void notifyListNotifyOne(NotifyList& list) {
  if (nobody_waits(list)) {
    return;
  }
  lock(list.lock);
  uint32_t const ticket = list.notify.load(relaxed);
  G* gp = nullptr;
  if (ticket != list.wait.load(relaxed)) {
    list.notify.store(ticket + 1, relaxed);
    gp = take(list, ticket);
  }
  unlock(list.lock);
  if (gp != nullptr) {
    goready(gp);
  }
}

}  // namespace burrow

// The queues of a channel: first in, first out, and out of the middle in one step. Go: waitq (chan.go), dequeueSudoG (select.go).
#pragma once

#include "runtime/model/g.h"
#include "runtime/model/hchan.h"

namespace burrow {

// All hold the channel's lock.

inline void waitq_enqueue(WaitQ& queue, Sudog* sg) {
  sg->next = nullptr;
  sg->prev = queue.last;
  if (queue.last == nullptr) {
    queue.first.store(sg, release);  // rel: pairs with acq in empty, full
  } else {
    queue.last->next = sg;
  }
  queue.last = sg;
}

// sg may have been dequeued by another.
inline void waitq_remove(WaitQ& queue, Sudog* sg) {
  if (sg->prev == nullptr && queue.first.load(relaxed) != sg) {  // relaxed: under the lock
    return;
  }
  if (sg->prev == nullptr) {
    queue.first.store(sg->next, release);  // rel: pairs with acq in empty, full
  } else {
    sg->prev->next = sg->next;
  }
  (sg->next == nullptr ? queue.last : sg->next->prev) = sg->prev;
  sg->next = nullptr;
  sg->prev = nullptr;
}

// The first whose G is the caller's to ready, or nullptr. A select that another channel's case has won is passed over. C3
inline Sudog* waitq_dequeue(WaitQ& queue) {
  while (Sudog* sg = queue.first.load(relaxed)) {  // relaxed: under the lock
    waitq_remove(queue, sg);
    uint32_t open = 0;
    // acq_rel: the first of several channels wins; pairs with rel in wait_for_one
    if (!sg->isSelect || sg->g->selectDone.cas(open, 1, acq_rel, relaxed)) {
      return sg;
    }
  }
  return nullptr;
}

}  // namespace burrow

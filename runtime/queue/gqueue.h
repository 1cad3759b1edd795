// Queues of Gs linked through schedlink. Go: gQueue (proc.go).
#pragma once

#include "runtime/model/g.h"
#include "runtime/model/gqueue.h"

namespace burrow {

inline bool gqueue_empty(GQueue const& queue) { return queue.head == nullptr; }

inline void gqueue_push_back(GQueue& queue, G* gp) {
  gp->schedlink = nullptr;
  (queue.tail != nullptr ? queue.tail->schedlink : queue.head) = gp;
  queue.tail = gp;
}

inline void gqueue_push_front(GQueue& queue, G* gp) {
  gp->schedlink = queue.head;
  queue.head = gp;
  queue.tail = queue.tail != nullptr ? queue.tail : gp;
}

// Puts all of `more` behind queue; more is empty afterwards.
inline void gqueue_push_back_all(GQueue& queue, GQueue& more) {
  if (gqueue_empty(more)) {
    return;
  }
  (queue.tail != nullptr ? queue.tail->schedlink : queue.head) = more.head;
  queue.tail = more.tail;
  more = {};
}

// nullptr: empty
inline G* gqueue_pop(GQueue& queue) {
  G* gp = queue.head;
  if (gp != nullptr) {
    queue.head = gp->schedlink;
    if (queue.head == nullptr) {
      queue.tail = nullptr;
    }
  }
  return gp;
}

}  // namespace burrow

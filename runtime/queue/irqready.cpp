// A stack of Gs, linked through schedlink.
#include "runtime/queue/irqready.h"

#include "runtime/model/sched.h"
#include "runtime/queue/gqueue.h"

namespace burrow {

void irqready_push(G* gp) {
  G* head = sched.irqready.load(relaxed);  // relaxed: the cas decides
  do {
    gp->schedlink = head;
  } while (!sched.irqready.cas(head, gp, release, relaxed));  // rel: pairs with acq in irqready_take
}

bool irqready_empty() { return sched.irqready.load(relaxed) == nullptr; }  // relaxed: a hint, or after a fence

GQueue irqready_take() {
  GQueue list{};
  G* gp = sched.irqready.exchange(nullptr, acquire);  // acq: pairs with rel in irqready_push
  while (gp != nullptr) {
    G* next = gp->schedlink;
    gqueue_push_front(list, gp);
    gp = next;
  }
  return list;
}

}  // namespace burrow

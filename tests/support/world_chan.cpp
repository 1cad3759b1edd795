// The invariants of channels (model/hchan.h), seen from whoever waits: his sudogs lead to the channels.
#include "runtime/model/g.h"
#include "runtime/model/hchan.h"
#include "tests/support/look.h"

namespace burrow {

namespace {

// Not of a select that has been won elsewhere, which is nobody.
bool counts(Sudog const* sg) { return !sg->isSelect || sg->g->selectDone.load(relaxed) == 0; }

struct Waiters {
  uint32_t count = 0;
  G const* g = nullptr;  // one of them
  bool several = false;  // more than one G
};

Waiters look_at_waiters(Look& look, Hchan const* c, WaitQ const& queue) {
  Waiters waiters;
  Sudog const* last = nullptr;
  for (Sudog const* sg = queue.first.load(relaxed); sg != nullptr && !look.broken; last = sg, sg = sg->next) {
    if (sg->prev != last || sg->c != c) {
      broken(look, "C3: a channel's queue is not linked both ways, or has a sudog of another");
    } else if (counts(sg)) {
      waiters.count++;
      waiters.several |= waiters.g != nullptr && waiters.g != sg->g;
      waiters.g = sg->g;
      if (status_of(sg->g) != GStatus::waiting) {
        broken(look, "C3: G%llu, which is %s, waits for a channel", goid(sg->g), gstatus_name(status_of(sg->g)));
      }
    }
  }
  if (!look.broken && queue.last != last) {
    broken(look, "C3: a channel's queue has another end");
  }
  return waiters;
}

bool is_first(Sudog const* sg) {
  return sg->c->recvq.first.load(relaxed) == sg || sg->c->sendq.first.load(relaxed) == sg;
}

bool is_queued(Sudog const* sg) { return is_first(sg) || (sg->prev != nullptr && sg->prev->next == sg); }

void look_at_channel(Look& look, Hchan const* c) {
  Waiters const receivers = look_at_waiters(look, c, c->recvq), senders = look_at_waiters(look, c, c->sendq);
  uint64_t const values = c->qcount.load(relaxed);
  bool const both = receivers.count > 0 && senders.count > 0;
  if (look.broken) {
    return;
  }
  if (c->closed.load(relaxed) != 0 && receivers.count + senders.count > 0) {
    broken(look, "C2: G%llu waits for a closed channel", goid(receivers.count > 0 ? receivers.g : senders.g));
  } else if (both && (c->dataqsiz != 0 || receivers.several || senders.several || receivers.g != senders.g)) {
    broken(look, "C1: G%llu waits to receive, G%llu to send", goid(receivers.g), goid(senders.g));
  } else if (receivers.count > 0 && values > 0) {
    broken(look, "C1: G%llu waits to receive beside %llu values", goid(receivers.g), static_cast<unsigned long long>(values));
  } else if (senders.count > 0 && values < c->dataqsiz) {
    broken(look, "C1: G%llu waits to send beside room for more", goid(senders.g));
  }
}

}  // namespace

void look_at_channels(Look& look) {
  for (uint32_t i = 0; i < look.where.size() && !look.broken; i++) {
    G const* gp = g_at(i);
    if (gp->is_g0 || status_of(gp) != GStatus::waiting) {
      continue;
    }
    for (Sudog const* sg = gp->waiting; sg != nullptr && !look.broken; sg = sg->waitlink) {
      if (sg->c->lock.key.load(relaxed) != 0) {
        continue;  // half changed
      }
      if (gp->param == nullptr && counts(sg) && !is_queued(sg)) {
        broken(look, "C3: G%llu waits for a channel that does not know of it", goid(gp));
      } else if (is_first(sg)) {  // each channel once
        look_at_channel(look, sg->c);
      }
    }
  }
}

}  // namespace burrow

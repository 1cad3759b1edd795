// Waiting for a notice that is not missed by who has a ticket. Go: notifyListAdd, notifyListWait, notifyListNotifyAll,
// notifyListNotifyOne (sema.go).
#pragma once

#include "runtime/model/notifylist.h"

namespace burrow {

uint32_t notifyListAdd(NotifyList& list);                 // any · returns the caller's ticket
void notifyListWait(NotifyList& list, uint32_t ticket);   // on g · may switch: until the ticket's turn has come
void notifyListNotifyAll(NotifyList& list);               // on g · may neither: all tickets so far
void notifyListNotifyOne(NotifyList& list);               // on g · may neither: the oldest that has had no notice

}  // namespace burrow

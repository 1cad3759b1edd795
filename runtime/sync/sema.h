// Semaphores as the runtime and package sync use them. Go: semacquire1, semrelease1 (sema.go).
#pragma once

#include "runtime/model/semaphore.h"
#include "runtime/model/waitreason.h"

namespace burrow {

// on g · may switch: until there is a unit. lifo: before all who wait already. reason: what the caller waits for, in reports
void semacquire1(Semaphore& sema, bool lifo, WaitReason reason);

// on g · may switch, with handoff only: a unit more, for the first waiter if there is one. handoff: that one runs at once, in
// the caller's slice, and the caller goes to the end of its P's queue; not while m.locks is raised.
void semrelease1(Semaphore& sema, bool handoff);

void semacquire(Semaphore& sema);  // the plain forms
void semrelease(Semaphore& sema);

}  // namespace burrow

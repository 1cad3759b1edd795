// Semaphores as the runtime uses them. Go: semacquire, semrelease (sema.go).
#pragma once

#include "runtime/model/semaphore.h"
#include "runtime/model/waitreason.h"

namespace burrow {

// on g · may switch: until there is a unit
void semacquire(Semaphore& sema);

// on g · may neither: a unit more, for the first waiter if there is one
void semrelease(Semaphore& sema);

// on g · holds the lock · may switch: parks the caller behind the waiters and releases the lock; returns when readied.
void sema_wait(Semaphore& sema, WaitReason reason);

}  // namespace burrow

// A one-shot event: cleared, then slept on by exactly one M and woken exactly once. Go: note (runtime2.go), lock_sema.go.
//
// N1  key is 0 (cleared), 1 (woken) or the M that sleeps; only the sleeper writes its M, only the waker writes 1.
//
// sleep/poke: the sleeper's CAS and the waker's exchange are on one word, so one of them sees the other.
//   sleeper (interrupts masked)      waker
//   A  key: CAS 0 → M                C  old = exchange key ← 1
//   B  park_core()                   D  old is an M: poke its core
//   C before A: the CAS fails and nobody sleeps. C after A: D pokes; the poke may come between A and B, and park_core
//   returns for a poke that arrived after irq_save().
#pragma once

#include <cstdint>

#include "runtime/base/atomic.h"

namespace burrow {

struct Note {
  Atomic<uintptr_t> key;  // writers: sleeper, waker; see N1
};

// on any · irq any · may neither. The event has been consumed and nobody sleeps on it.
void noteclear(Note& note);

// on any · irq any · may neither. Twice without a noteclear is fatal.
void notewakeup(Note& note);

// on g0 · irq open · may sleep
void notesleep(Note& note);

// on g0 · irq any · may sleep until the note is woken, the time has come or any interrupt comes · returns whether the note was
// woken
bool notedoze(Note& note, int64_t until_ns);

// on g0 · irq open · may sleep at most ns nanoseconds · returns whether the note was woken
bool notetsleep(Note& note, int64_t ns);

}  // namespace burrow

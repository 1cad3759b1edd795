// A P's local run queue: a ring of 256 with one producer and many takers, and the slot runnext.
// Go: runqput, runqputslow, runqget, runqgrab, runqsteal, runqempty (proc.go).
//
// put/steal: the owner publishes a slot by tail, a thief gives it back by head.
//   owner (runqput)                          thief (runqgrab)
//   A  slot[t] = gp                          C  h = head (acq), t = tail (acq)
//   B  tail = t + 1 (rel)                    D  copy slots h..h+n
//   E  h = head (acq); t - h < size: room    F  CAS head h → h + n (rel); else again from C
//   C after B: D sees A. E after F: A of the next lap can't overwrite a slot that D still reads. A thief that lost the
//   race has copied rubbish, and F fails: head only grows.
#pragma once

#include <cstdint>

#include "runtime/model/fwd.h"

namespace burrow {

// on g0 · irq any · may take sched.lock, when the ring is full: half of it and gp move to the global queue.
// next: gp takes the slot runnext; who was there goes to the tail.
void runqput(P* pp, G* gp, bool next);

// As runqput with next = false, for a ring that has room: holds sched.lock already.
void runqput_locked(P* pp, G* gp);

// on g0 of pp's M · may neither · returns a G or nullptr. inherit: it came from runnext and goes on in the same slice.
G* runqget(P* pp, bool* inherit);

// As runqget, but from the ring alone: for a slice that is over.
G* runqget_ring(P* pp);

// The last of the ring, or nullptr. The world is stopped.
G* runq_pop_tail(P* pp);

// on g0 of pp's M, whose ring is empty · may neither · takes half of victim's Gs and returns one of them, or nullptr.
// stealrunnext: as a last resort, victim's runnext. stolen: how many moved.
G* runqsteal(P* pp, P* victim, bool stealrunnext, uint32_t* stolen);

// any context. True for one moment during the call.
bool runqempty(P const* pp);

// any context. Gs in ring and runnext; exact only while nobody else touches the queue.
uint32_t runqlen(P const* pp);

}  // namespace burrow

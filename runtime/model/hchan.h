// A channel, and who waits for it. Go: hchan, waitq (chan.go), sudog (runtime2.go), scase (select.go). Differs: a sudog lies on
// the stack of the goroutine that waits, and a case of a select is one, so waiting allocates nothing; a channel is freed by
// whoever lets go of it last.
//
// C1  While a channel is open, nobody waits to receive beside one who waits to send or a value in the buffer, and nobody waits
//     to send beside room in it. A select that waits on both ends of one channel may, and who has lost the race is nobody.
// C2  Nobody waits for a closed channel.
// C3  A sudog is in a queue from when its G enqueues it, holding the lock, until it is dequeued, by another or by that G
//     before it goes on. Who dequeues it, having won the G's selectDone if it is of a select, and nobody else, readies the G.
// C4  Who works on a channel or waits for it has a handle: it is freed when nobody does.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/base/atomic.h"
#include "runtime/model/fwd.h"
#include "runtime/model/mutex.h"

namespace burrow {

// How elements are handled. The functions run with m.locks raised, perhaps under the channel's lock, but for destroy when the
// channel goes: they must not park and must not use channels, but they may let go of a handle. Go: _type.
struct ElemType {
  uint32_t size;                        // bytes; 0: nothing to move
  void (*move)(void* to, void* from);   // makes *to from *from, which stays, moved from; nullptr: a copy of the bytes
  void (*destroy)(void* object);        // nullptr: nothing to do
  void (*zero)(void* object);           // makes *object, which is alive, a T{}
};

// A G in a channel's queue.
struct Sudog {
  // -- set by the waiter before it is enqueued
  G* g;
  Hchan* c;
  void* elem;       // to send from, or to receive into, which is alive; nullptr: what is received is dropped
  Sudog* waitlink;  // on g->waiting: those of a select by falling address of c
  bool isSelect;    // the G must be won: by cas of its selectDone
  // -- c->lock
  Sudog* next;
  Sudog* prev;
  // -- handed over: written before goready, read after the park
  bool success;     // a value has passed; false: the channel was closed
};

// A case of a select: recv(c, &v) and the like make it; whoever calls select keeps it until that returns. Go: scase
struct SelectCase : Sudog {
  bool sends;
  bool* ok;         // of a receive, or nullptr: was there a value?
  // -- during a select: number i of the case in each order
  uint16_t pollorder;
  uint16_t lockorder;
};
inline constexpr uint32_t kMaxSelectCases = 65536;

// First in, first out.
struct WaitQ {
  Atomic<Sudog*> first;  // written under the lock, rel; read without it to see whether somebody waits, acq
  Sudog* last;
};

struct alignas(16) Hchan {
  // -- set by makechan
  ElemType const* elemtype;
  uint64_t dataqsiz;          // elements that the buffer has room for; 0: unbuffered
  // -- set before anyone else has the channel
  TimerChan* timer;           // nullptr: an ordinary channel. Go: hchan.timer (1.23)
  // -- atomic
  Atomic<int64_t> refs;       // handles: relaxed, + 1 by who has one; acq_rel, - 1
  Atomic<uint64_t> qcount;    // elements in the buffer; written under lock, rel; read without it acq, see C1
  Atomic<uint32_t> closed;    // likewise
  // -- lock
  SpinMutex<LockRank::hchan> lock;
  WaitQ recvq;
  WaitQ sendq;
  union {
    uint64_t sendx;           // where the next one goes
    Hchan* freelink;          // without a handle: the next one that its G frees
  };
  uint64_t recvx;             // where the next one is

  void* buf(uint64_t index) { return reinterpret_cast<char*>(this + 1) + index * elemtype->size; }
};

}  // namespace burrow

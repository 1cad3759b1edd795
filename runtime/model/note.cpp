// Sleeping cores. Go: notesleep, notewakeup, notetsleep (lock_sema.go).
#include "runtime/model/note.h"

#include "arch/arch.h"
#include "runtime/base/fatal.h"
#include "runtime/model/g.h"
#include "runtime/model/m.h"

namespace burrow {

using arch::getg;

static constexpr uintptr_t kWoken = 1;

void noteclear(Note& note) {
  note.key.store(0, relaxed);  // relaxed: whoever wakes next was told of this note by a release of its own
}

void notewakeup(Note& note) {
  uintptr_t old = note.key.exchange(kWoken, acq_rel);  // acq_rel: hands the waker's stores over, sees the sleeper's M
  require(old != kWoken, "notewakeup - double wakeup");
  if (old != 0) {
    arch::poke_core(reinterpret_cast<M*>(old)->id);
  }
}

enum class Until : uint8_t { woken, interrupted };

// on g0 · irq masked · may sleep until the deadline · returns whether the note was woken
static bool sleep_until(Note& note, M* mp, int64_t deadline_ns, Until until) {
  while (note.key.load(acquire) != kWoken) {  // acq: pairs with acq_rel in notewakeup
    if (deadline_ns != arch::kNever && arch::nanotime() >= deadline_ns) {
      return false;
    }
    if (mp->armed_ns.load(relaxed) != deadline_ns) {  // relaxed: only this core and its own interrupts write it
      mp->armed_ns.store(deadline_ns, relaxed);
      arch::set_deadline(deadline_ns);
    }
    arch::park_core();
    if (until == Until::interrupted) {
      if (deadline_ns != arch::kNever && arch::nanotime() < deadline_ns) {  // a poke has not spent the deadline
        mp->armed_ns.store(deadline_ns, relaxed);                           // relaxed: as above
      }
      return note.key.load(acquire) == kWoken;  // acq: as above
    }
  }
  return true;
}

// on g0 · irq any · may sleep · returns whether the note was woken
static bool sleep_on(Note& note, int64_t deadline_ns, Until until) {
  M* mp = getg()->m;
  require(getg() == mp->g0, "notesleep not on g0");
  arch::IrqState irq = arch::irq_save();
  mp->blocked = true;
  uintptr_t empty = 0;
  bool woken = true;
  if (note.key.cas(empty, reinterpret_cast<uintptr_t>(mp), acq_rel, acquire)) {  // point A; pairs with notewakeup
    woken = sleep_until(note, mp, deadline_ns, until);
    uintptr_t self = reinterpret_cast<uintptr_t>(mp);
    if (!woken && !note.key.cas(self, 0, acq_rel, acquire)) {  // leave, unless just woken
      woken = true;
    }
  } else {
    require(empty == kWoken, "notesleep - waitm out of sync");
  }
  mp->blocked = false;
  arch::irq_restore(irq);
  return woken;
}

void notesleep(Note& note) { sleep_on(note, arch::kNever, Until::woken); }

bool notedoze(Note& note, int64_t until_ns) { return sleep_on(note, until_ns, Until::interrupted); }

bool notetsleep(Note& note, int64_t ns) {
  int64_t now = arch::nanotime();
  return sleep_on(note, ns < arch::kNever - now ? now + ns : arch::kNever, Until::woken);
}

}  // namespace burrow

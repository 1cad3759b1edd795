// Who may still hold which old translation. Ranges of addresses lose their pages one after the other; the number of the
// latest is the epoch, and each core notes the epoch at which it has flushed. Pure: the flush is the caller's.
// Invariants:
// F5  A core with the note e uses no translation of the ranges up to e. Only that core writes its note.
// F6  A core that sleeps uses none at all: it flushes, if it must, before it is awake.
//
// sleep/take away: no page is free while a core may use its old translation.
//   core that takes away                      core that wakes
//   A  entries absent                         D  note: asleep -> the epoch of its last flush
//   B  epoch <- tag                           E  full fence (D is an exchange)
//   C  full fence (B is an exchange)          F  epoch: another than noted? flush, then note it
//   G  note: asleep? then all is forgotten
//   Either G sees D and waits for F's flush, or F sees B and flushes before the core touches any stack.
#pragma once

#include <atomic>
#include <cstdint>

namespace burrow::x86 {

template <uint32_t kCores>
class Epochs {
 public:
  // One call at a time, in ascending order.
  void take_away(uint64_t tag) { epoch_.exchange(tag, std::memory_order_seq_cst); }  // points B and C

  // The highest tag that all of the first n cores have forgotten.
  uint64_t forgotten_by(uint32_t n) const {
    uint64_t least = kAsleep;
    for (uint32_t core = 0; core < n; core++) {
      uint64_t const note = notes_[core].epoch.load(std::memory_order_acquire);  // point G; acq: pairs with rel in catch_up
      if (note < least) least = note;
    }
    return least;
  }

  bool has_forgotten(uint32_t core, uint64_t tag) const {
    return notes_[core].epoch.load(std::memory_order_relaxed) >= tag;  // rlx: a hint
  }

  // -- on that core
  bool is_current(uint32_t core) const {
    return notes_[core].epoch.load(std::memory_order_relaxed) ==   // rlx: its own
           epoch_.load(std::memory_order_acquire);                 // acq: pairs with B
  }

  // -- on that core, masked
  void sleep(uint32_t core) {
    notes_[core].epoch.exchange(kAsleep, std::memory_order_seq_cst);  // rel: what it did on stacks; pairs with acq at G
  }

  template <class Flush>
  void catch_up(uint32_t core, Flush flush) {
    Note& note = notes_[core];
    if (note.epoch.load(std::memory_order_relaxed) == kAsleep) {          // rlx: its own
      note.epoch.exchange(note.flushed, std::memory_order_seq_cst);       // points D and E
    }
    uint64_t const epoch = epoch_.load(std::memory_order_seq_cst);        // point F
    if (epoch == note.flushed) return;
    flush();
    note.flushed = epoch;
    note.epoch.store(epoch, std::memory_order_release);                   // rel: pairs with acq at G
  }

 private:
  static constexpr uint64_t kAsleep = UINT64_MAX;

  struct alignas(64) Note {
    std::atomic<uint64_t> epoch;  // own core writes, any core reads
    uint64_t flushed;             // own core only
  };

  std::atomic<uint64_t> epoch_{};
  Note notes_[kCores] = {};
};

}  // namespace burrow::x86

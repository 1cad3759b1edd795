// Package sync. Go: mutex.go, rwmutex.go, waitgroup.go, once.go, cond.go. Who waits for a semaphore takes it when it can.
#include <algorithm>

#include "tests/differ/machine.h"
#include "tests/differ/texts.h"

namespace burrow::differ {

namespace {

constexpr int kMaxReaders = 1 << 10;

}  // namespace

void Machine::rw_lock(State& s, int g) const {
  State::Routine& me = s.routines[g];
  Op const& op = op_of(s, g);
  State::RW& rw = s.rws[op.object];
  if (op.kind == Kind::lock) {
    if (me.phase == 0) {
      rw.w = true;
      me.phase = 1;
    } else if (me.phase == 1) {
      int const active = rw.readers;
      rw.readers -= kMaxReaders;
      rw.departing += active;
      if (active != 0 && rw.departing != 0) {
        me.phase = 2;
      } else {
        advance(s, g);
      }
    } else {
      rw.writer_sem--;
      advance(s, g);
    }
  } else if (op.kind == Kind::rlock) {
    if (me.phase == 0) {
      rw.readers++;
      if (rw.readers < 0) {
        me.phase = 1;
        return;
      }
    } else {
      rw.reader_sem--;
    }
    advance(s, g);
  } else if (op.kind == Kind::try_rlock) {
    bool const free = rw.readers >= 0;
    rw.readers += free;
    advance(s, g, free ? "y" : "n");
  } else {  // runlock
    rw.readers--;
    if (rw.readers == -1 || rw.readers == -kMaxReaders - 1) {
      die(s, g, kRUnlockOfUnlockedRW);
      return;
    }
    if (rw.readers < 0) {
      rw.departing--;
      rw.writer_sem += rw.departing == 0;
    }
    advance(s, g);
  }
}

void Machine::rw_unlock(State& s, int g) const {
  State::Routine& me = s.routines[g];
  State::RW& rw = s.rws[op_of(s, g).object];
  if (me.phase == 1) {
    rw.w = false;
    advance(s, g);
    return;
  }
  rw.readers += kMaxReaders;
  if (rw.readers >= kMaxReaders) {
    die(s, g, kUnlockOfUnlockedRW);
    return;
  }
  rw.reader_sem += rw.readers;
  me.phase = 1;
}

void Machine::rw_try_lock(State& s, int g, int choice) const {
  State::Routine& me = s.routines[g];
  State::RW& rw = s.rws[op_of(s, g).object];
  if (me.phase == 0) {
    if (rw.w || choice == 1) {
      advance(s, g, "n");
    } else {
      rw.w = true;
      me.phase = 1;
    }
  } else if (me.phase == 1 && rw.readers == 0) {
    rw.readers = -kMaxReaders;
    advance(s, g, "y");
  } else if (me.phase == 1) {
    me.phase = 2;
  } else {
    rw.w = false;
    advance(s, g, "n");
  }
}

void Machine::add(State& s, int g, int delta) const {
  State::Routine& me = s.routines[g];
  State::Group& group = s.groups[op_of(s, g).object];
  if (me.phase == 1) {  // the last one wakes all, if the state is still what it saw
    if (group.counter != 0 || group.waiters != me.saved) {
      die(s, g, kGroupMisuse);
      return;
    }
    group.sem += group.waiters;
    group.waiters = 0;
    advance(s, g);
    return;
  }
  group.counter += delta;
  if (group.counter < 0) {
    die(s, g, kNegativeCounter);
  } else if (group.waiters != 0 && delta > 0 && group.counter == delta) {
    die(s, g, kGroupMisuse);
  } else if (group.counter > 0 || group.waiters == 0) {
    advance(s, g);
  } else {
    me.phase = 1;
    me.saved = group.waiters;
  }
}

void Machine::wait(State& s, int g) const {
  State::Routine& me = s.routines[g];
  State::Group& group = s.groups[op_of(s, g).object];
  if (me.phase == 0 && group.counter != 0) {
    group.waiters++;
    me.phase = 1;
  } else if (me.phase == 1) {
    group.sem--;
    me.phase = 2;
  } else if (me.phase == 2 && (group.counter != 0 || group.waiters != 0)) {
    die(s, g, kGroupReused);
  } else {
    advance(s, g);
  }
}

void Machine::cond_wait(State& s, int g) const {
  State::Routine& me = s.routines[g];
  int const number = op_of(s, g).object, mutex = program_.cond_mutex[number];
  switch (me.phase++) {
    case 0: me.saved = s.conds[number].wait++; break;
    case 1:
      if (!s.mutexes[mutex]) {
        s.mutexes[mutex] = true;
        die(s, g, kUnlockOfUnlocked);
      } else {
        s.mutexes[mutex] = false;
      }
      break;
    case 2: break;
    default:
      s.mutexes[mutex] = true;
      advance(s, g);
  }
}

// The three operations of a Do: once, what it is to do, once_end.
void Machine::once(State& s, int g) const {
  constexpr int kAll = 3;
  State::Routine& me = s.routines[g];
  Op const& op = op_of(s, g);
  State::OnceState& once = s.onces[op.object];
  if (op.kind == Kind::once_end) {
    once = {.locked = false, .done = true};
    advance(s, g, "ran");
  } else if (once.done) {
    advance(s, g, "no", kAll);
  } else if (me.phase == 0) {
    me.phase = 1;
  } else {
    once.locked = true;
    advance(s, g);
  }
}

void Machine::unlock(State& s, int g) const {
  int const mutex = op_of(s, g).object;
  if (!s.mutexes[mutex]) {
    s.mutexes[mutex] = true;  // all its bits are set for as long as it takes to die
    die(s, g, kUnlockOfUnlocked);
  } else {
    s.mutexes[mutex] = false;
    advance(s, g);
  }
}

void Machine::sync_step(State& s, int g, int choice) const {
  Op const& op = op_of(s, g);
  switch (op.kind) {
    case Kind::unlock: op.rw ? rw_unlock(s, g) : unlock(s, g); break;
    case Kind::lock:
    case Kind::try_lock:
      if (op.rw) {
        op.kind == Kind::lock ? rw_lock(s, g) : rw_try_lock(s, g, choice);
      } else {
        bool const fails = s.mutexes[op.object] || choice == 1;
        s.mutexes[op.object] = s.mutexes[op.object] || !fails;
        advance(s, g, op.kind == Kind::lock ? "" : fails ? "n" : "y");
      }
      break;
    case Kind::rlock:
    case Kind::runlock:
    case Kind::try_rlock: rw_lock(s, g); break;
    case Kind::add: add(s, g, op.value); break;
    case Kind::done: add(s, g, -1); break;
    case Kind::wait: wait(s, g); break;
    case Kind::once:
    case Kind::once_end: once(s, g); break;
    case Kind::cond_wait: cond_wait(s, g); break;
    default: {  // signal, broadcast
      State::Cond& cond = s.conds[op.object];
      cond.notify = op.kind == Kind::broadcast ? cond.wait : std::min(cond.wait, cond.notify + 1);
      advance(s, g);
      break;
    }
  }
}

}  // namespace burrow::differ

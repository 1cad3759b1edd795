// Package sync.
#include "tests/differ/play.h"

namespace burrow::differ {

namespace {

Slot<Mutex> mutexes[kMaxOthers];
Slot<RWMutex> rws[kMaxOthers];
Slot<WaitGroup> groups[kMaxOthers];
Slot<Once> onces[kMaxOthers];
Slot<Cond> conds[kMaxOthers];

template <class Lock>
void lock_op(int g, Op const& op, Lock& lock) {
  switch (op.kind) {
    case Kind::lock: lock.lock(); break;
    case Kind::unlock: lock.unlock(); break;
    default: write_down(g, Word().put(lock.try_lock(), 'y', 'n')); break;
  }
}

void once_op(int g, int index, Once& once) {
  bool ran = false;
  once.run([&] {
    play_op(g, index + 1);
    ran = true;
  });
  Word word;
  for (char const* c = ran ? "ran" : "no"; *c != '\0'; c++) {
    word.put(*c);
  }
  write_down(g, word);
}

}  // namespace

void make_locks() {
  for (int i = 0; i < kMaxOthers; i++) {
    mutexes[i].make();
    rws[i].make();
    groups[i].make();
    onces[i].make();
    conds[i].make(*mutexes[play.program->cond_mutex[i]]);
  }
}

void sync_op(int g, int index) {
  Op const& op = play.program->goroutines[g].ops[index];
  int const i = op.object;
  switch (op.kind) {
    case Kind::lock:
    case Kind::unlock:
    case Kind::try_lock: op.rw ? lock_op(g, op, *rws[i]) : lock_op(g, op, *mutexes[i]); break;
    case Kind::rlock: rws[i]->rlock(); break;
    case Kind::runlock: rws[i]->runlock(); break;
    case Kind::try_rlock: write_down(g, Word().put(rws[i]->try_rlock(), 'y', 'n')); break;
    case Kind::add: groups[i]->add(op.value); break;
    case Kind::done: groups[i]->done(); break;
    case Kind::wait: groups[i]->wait(); break;
    case Kind::once: once_op(g, index, *onces[i]); break;
    case Kind::cond_wait: conds[i]->wait(); break;
    case Kind::signal: conds[i]->signal(); break;
    case Kind::broadcast: conds[i]->broadcast(); break;
    default: break;  // once_end
  }
}

}  // namespace burrow::differ

// A state as a string: equal states have equal strings. Times count from now.
#include <algorithm>

#include "tests/differ/machine.h"

namespace burrow::differ {

namespace {

void put(std::string& to, int value) {
  to.push_back(static_cast<char>(value));
  to.push_back(static_cast<char>(value >> 8));
}

void put(std::string& to, std::vector<State::Waiter> const& queue) {
  to.push_back(static_cast<char>(queue.size()));
  for (State::Waiter const& waiter : queue) {
    to.push_back(static_cast<char>(waiter.g * 16 + waiter.which));
  }
}

}  // namespace

std::string Machine::key(State const& s) const {
  std::string key;
  bool const timed = mode_ == Mode::exact;
  for (State::Chan const& c : s.chans) {
    key.push_back(static_cast<char>(c.buffer.size() * 2 + c.closed));
    for (int const value : c.buffer) {
      put(key, value);
    }
    put(key, c.recvq);
    put(key, c.sendq);
  }
  for (bool const locked : s.mutexes) {
    key.push_back(locked);
  }
  for (State::RW const& rw : s.rws) {
    for (int const value : {int{rw.w}, rw.readers, rw.departing, rw.reader_sem, rw.writer_sem}) {
      put(key, value);
    }
  }
  for (State::Group const& group : s.groups) {
    for (int const value : {group.counter, group.waiters, group.sem}) {
      put(key, value);
    }
  }
  for (State::OnceState const& once : s.onces) {
    key.push_back(static_cast<char>(once.locked * 2 + once.done));
  }
  for (State::Cond const& cond : s.conds) {
    put(key, cond.wait);
    put(key, cond.notify);
  }
  for (State::Timer const& t : s.timers) {
    put(key, t.armed * 2 + t.in_flight);
    put(key, timed && t.armed ? t.when - s.now : 0);
    put(key, t.period);
  }
  for (int g = 0; g < program_.ngoroutines; g++) {
    State::Routine const& me = s.routines[g];
    key.push_back(static_cast<char>(me.started * 2 + me.waiting));
    key.push_back(static_cast<char>(me.pc));
    key.push_back(static_cast<char>(me.phase));
    key.push_back(static_cast<char>(me.dying));
    bool const time = !finished(s, g) && (op_of(s, g).kind == Kind::sleep || op_of(s, g).kind == Kind::select);
    put(key, !time ? me.saved : timed && (me.waiting || me.phase == 1) ? std::max(me.saved - s.now, -20) : 0);
    key += me.record + "|" + me.pending + "|";
  }
  return key;
}

}  // namespace burrow::differ

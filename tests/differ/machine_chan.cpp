// Channels and select. Go: chan.go, select.go.
#include <algorithm>

#include "tests/differ/machine.h"
#include "tests/differ/texts.h"

namespace burrow::differ {

namespace {

constexpr int kTick = -1000;  // the value of a timer

std::string shown(int value) { return value == kTick ? "T" : std::to_string(value); }

}  // namespace

bool Machine::can_send(State const& s, int chan) const {
  if (is_nil(chan)) {
    return false;
  }
  State::Chan const& c = s.chans[chan];
  return c.closed || !c.recvq.empty() || static_cast<int>(c.buffer.size()) < cap(chan);
}

bool Machine::can_recv(State const& s, int chan) const {
  if (is_nil(chan)) {
    return false;
  }
  State::Chan const& c = s.chans[chan];
  return c.closed || !c.sendq.empty() || !c.buffer.empty();
}

// What g writes down about a value that it got, by the operation that it is at.
void Machine::received(State& s, int g, int which, int value, bool ok) const {
  leave_queues(s, g);
  std::string const sign = ok ? "+" : "-";
  switch (op_of(s, g).kind) {
    case Kind::recv: advance(s, g, shown(value)); break;
    case Kind::range: ok ? advance(s, g, shown(value), 0) : advance(s, g, "."); break;
    case Kind::select: advance(s, g, "s" + std::to_string(which) + ":" + shown(value) + sign); break;
    default: advance(s, g, shown(value) + sign); break;
  }
}

void Machine::sent(State& s, int g, int which) const {
  leave_queues(s, g);
  switch (op_of(s, g).kind) {
    case Kind::select: advance(s, g, "s" + std::to_string(which)); break;
    case Kind::try_send: advance(s, g, "y"); break;
    default: advance(s, g); break;
  }
}

void Machine::leave_queues(State& s, int g) const {
  if (!s.routines[g].waiting) {
    return;
  }
  s.routines[g].waiting = false;
  auto const is_g = [g](State::Waiter const& waiter) { return waiter.g == g; };
  for (State::Chan& c : s.chans) {
    std::erase_if(c.recvq, is_g);
    std::erase_if(c.sendq, is_g);
  }
}

void Machine::do_send(State& s, int g, int which, int chan, int value) const {
  State::Chan& c = s.chans[chan];
  if (c.closed) {
    die(s, g, kSendOnClosed);
    return;
  }
  if (!c.recvq.empty()) {
    State::Waiter const first = c.recvq.front();
    received(s, first.g, first.which, value, true);
  } else {
    c.buffer.push_back(value);
  }
  sent(s, g, which);
}

void Machine::do_recv(State& s, int g, int which, int chan) const {
  State::Chan& c = s.chans[chan];
  if (c.buffer.empty() && c.sendq.empty()) {
    received(s, g, which, 0, false);  // closed
    return;
  }
  int value = 0;
  if (!c.buffer.empty()) {
    value = c.buffer.front();
    c.buffer.erase(c.buffer.begin());
  }
  if (!c.sendq.empty()) {
    State::Waiter const first = c.sendq.front();
    Op const& op = op_of(s, first.g);
    int const its = op.kind == Kind::select ? op.cases[first.which].value : op.value;
    if (cap(chan) == 0) {
      value = its;
    } else {
      c.buffer.push_back(its);
    }
    sent(s, first.g, first.which);
  }
  received(s, g, which, value, true);
}

void Machine::do_close(State& s, int g, int chan) const {
  if (is_nil(chan) || s.chans[chan].closed) {
    die(s, g, is_nil(chan) ? kCloseOfNil : kCloseOfClosed);
    return;
  }
  State::Chan& c = s.chans[chan];
  c.closed = true;
  while (!c.recvq.empty()) {
    State::Waiter const first = c.recvq.front();
    received(s, first.g, first.which, 0, false);
  }
  while (!c.sendq.empty()) {
    int const first = c.sendq.front().g;
    leave_queues(s, first);
    die(s, first, kSendOnClosed);
  }
  advance(s, g);
}

// Cases of op that wait for the same thing as this one, in the order written.
std::vector<int> Machine::alike(Op const& op, int which) const {
  std::vector<int> all;
  for (int other = 0; other < op.ncases; other++) {
    if (op.cases[other].kind == op.cases[which].kind && op.cases[other].chan == op.cases[which].chan) {
      all.push_back(other);
    }
  }
  return all;
}

bool Machine::queues(Case const& one) const {
  return (one.kind == CaseKind::send || one.kind == CaseKind::recv) && !is_nil(one.chan);
}

// In how many ways a select may park: cases alike stand in one queue, in no order that a program could rely on.
int Machine::parkings(Op const& op) const {
  int ways = 1;
  for (int which = 0; which < op.ncases; which++) {
    std::vector<int> const same = alike(op, which);
    ways *= queues(op.cases[which]) && same[0] == which ? static_cast<int>(same.size()) : 1;
  }
  return ways;
}

// Also for ever: on a nil channel, in a select without a case. Of cases alike the one that stands first counts.
void Machine::enqueue(State& s, int g, int way) const {
  State::Routine& me = s.routines[g];
  Op const& op = op_of(s, g);
  me.waiting = true;
  if (op.kind != Kind::select) {
    if (!is_nil(op.object)) {
      State::Chan& c = s.chans[op.object];
      (op.kind == Kind::send ? c.sendq : c.recvq).push_back({static_cast<int8_t>(g), 0});
    }
    return;
  }
  me.saved = s.now;
  for (int which = 0; which < op.ncases; which++) {
    Case const& one = op.cases[which];
    std::vector<int> const same = alike(op, which);
    if (!queues(one) || same[0] != which) {
      continue;
    }
    int const n = static_cast<int>(same.size());
    State::Chan& c = s.chans[one.chan];
    (one.kind == CaseKind::send ? c.sendq : c.recvq).push_back({static_cast<int8_t>(g), static_cast<int8_t>(same[way % n])});
    way /= n;
  }
}

// Cases that a select which begins now may choose. None: it parks. A timer made on the way may be late, but its time may
// also have come before select looks; and then it may look at it or at the default.
std::vector<int> Machine::ready_cases(State const& s, int g) const {
  Op const& op = op_of(s, g);
  std::vector<int> ready, maybe;
  int otherwise = -1;
  for (int which = 0; which < op.ncases; which++) {
    Case const& one = op.cases[which];
    switch (one.kind) {
      case CaseKind::send: if (can_send(s, one.chan)) ready.push_back(which); break;
      case CaseKind::recv: if (can_recv(s, one.chan)) ready.push_back(which); break;
      case CaseKind::after: maybe.push_back(which); break;
      case CaseKind::otherwise: otherwise = which; break;
    }
  }
  if (ready.empty() && otherwise >= 0) {
    ready.push_back(otherwise);
  }
  // A select that parks may have an `after` chosen later: that is due_cases. Here it matters beside others only.
  if (mode_ != Mode::exact && !ready.empty()) {
    ready.insert(ready.end(), maybe.begin(), maybe.end());
  }
  return ready;
}

// Of a parked select: the `after`s whose time may have come.
std::vector<int> Machine::due_cases(State const& s, int g) const {
  Op const& op = op_of(s, g);
  std::vector<int> due;
  for (int which = 0; which < op.ncases; which++) {
    Case const& one = op.cases[which];
    if (one.kind == CaseKind::after && (mode_ != Mode::exact || s.now >= s.routines[g].saved + one.value)) {
      due.push_back(which);
    }
  }
  return due;
}

void Machine::choose(State& s, int g, int which) const {
  Case const& one = op_of(s, g).cases[which];
  switch (one.kind) {
    case CaseKind::send: do_send(s, g, which, one.chan, one.value); break;
    case CaseKind::recv: do_recv(s, g, which, one.chan); break;
    case CaseKind::after: advance(s, g, "s" + std::to_string(which) + ":T"); break;
    case CaseKind::otherwise: advance(s, g, "s" + std::to_string(which)); break;
  }
}

void Machine::chan_step(State& s, int g, int choice) const {
  Op const& op = op_of(s, g);
  int const chan = op.object;
  bool const hidden = chan >= kMaxChans && mode_ != Mode::go;
  switch (op.kind) {
    case Kind::send: can_send(s, chan) ? do_send(s, g, 0, chan, op.value) : enqueue(s, g); break;
    case Kind::try_send: can_send(s, chan) ? do_send(s, g, 0, chan, op.value) : advance(s, g, "n"); break;
    case Kind::try_recv: can_recv(s, chan) ? do_recv(s, g, 0, chan) : advance(s, g, "n"); break;
    case Kind::close: do_close(s, g, chan); break;
    case Kind::len: advance(s, g, "l" + std::to_string(hidden ? 0 : s.chans[chan].buffer.size())); break;
    case Kind::cap: advance(s, g, "c" + std::to_string(hidden || is_nil(chan) ? 0 : cap(chan))); break;
    case Kind::select: {
      std::vector<int> const ready = ready_cases(s, g);
      ready.empty() ? enqueue(s, g, choice) : choose(s, g, ready[choice]);
      break;
    }
    default: can_recv(s, chan) ? do_recv(s, g, 0, chan) : enqueue(s, g); break;  // recv, recv_ok, range
  }
}

}  // namespace burrow::differ

// Timers. Go: sleep.go, time.go, tick.go.
#include <algorithm>

#include "tests/differ/machine.h"

namespace burrow::differ {

namespace {

constexpr int kTick = -1000;
constexpr int kNever = 1 << 30;

}  // namespace

bool Machine::can_fire(State const& s, int timer) const {
  State::Timer const& t = s.timers[timer];
  if (!t.armed) {
    return false;
  }
  switch (mode_) {
    case Mode::go: return !t.in_flight;
    case Mode::loose: return s.chans[kMaxChans + timer].buffer.empty();  // else the tick is dropped
    default: return s.now >= t.when;
  }
}

// Does it keep the machine from being dead? Before Go 1.23 every timer did; since then a timer that nobody waits for is
// not in any heap.
bool Machine::matters(State const& s, int timer) const {
  State::Timer const& t = s.timers[timer];
  bool const func = program_.timers[timer].kind == TimerKind::func;
  if (mode_ != Mode::go) {
    return t.armed && (func || someone_waits(s, timer));
  }
  bool const in_vain = t.period != 0 && !s.chans[kMaxChans + timer].buffer.empty();  // ticks that nobody takes
  return t.in_flight || (t.armed && !in_vain);
}

void Machine::fire(State& s, int timer) const {
  State::Timer& t = s.timers[timer];
  if (t.period != 0) {
    t.when += t.period;
  } else {
    t.armed = false;
  }
  if (program_.timers[timer].kind == TimerKind::func) {
    begin(s, program_.timers[timer].goroutine);
  } else if (mode_ == Mode::go) {
    t.in_flight = true;  // Stop comes too late for the value, which is yet to be sent
  } else {
    deliver(s, timer);
  }
}

void Machine::deliver(State& s, int timer) const {
  State::Chan& c = s.chans[kMaxChans + timer];
  s.timers[timer].in_flight = false;
  if (!c.recvq.empty()) {
    State::Waiter const first = c.recvq.front();
    received(s, first.g, first.which, kTick, true);
  } else if (c.buffer.empty()) {
    c.buffer.push_back(kTick);
  }
}

void Machine::stop_or_reset(State& s, int g) const {
  Op const& op = op_of(s, g);
  State::Timer& t = s.timers[op.object];
  bool pending = t.armed;
  if (mode_ != Mode::go) {  // no value of before is received after
    std::vector<int32_t>& buffer = s.chans[kMaxChans + op.object].buffer;
    pending |= !buffer.empty();
    buffer.clear();
  }
  bool const ticker = t.period != 0;
  t.armed = op.kind == Kind::reset;
  if (t.armed) {
    t.when = s.now + op.value;
    t.period = ticker ? op.value : 0;
  }
  advance(s, g, ticker ? "" : pending ? "y" : "n");
}

int Machine::next_time(State const& s) const {
  int next = kNever;
  auto const consider = [&](int when) { next = when > s.now ? std::min(next, when) : next; };
  for (State::Timer const& t : s.timers) {
    if (t.armed) {
      consider(t.when);
    }
  }
  for (int g = 0; g < program_.ngoroutines; g++) {
    State::Routine const& me = s.routines[g];
    if (!me.started || me.dying >= 0 || finished(s, g)) {
      continue;
    }
    Op const& op = op_of(s, g);
    if (op.kind == Kind::sleep && me.phase == 1) {
      consider(me.saved);
    }
    for (int which = 0; me.waiting && which < op.ncases; which++) {
      if (op.cases[which].kind == CaseKind::after) {
        consider(me.saved + op.cases[which].value);
      }
    }
  }
  return next == kNever ? s.now : next;
}

}  // namespace burrow::differ

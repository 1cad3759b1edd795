// Goroutines, the ends, and which steps there are.
#include "tests/differ/machine.h"

#include <algorithm>

#include "tests/differ/texts.h"

namespace burrow::differ {

State Machine::start() const {
  State s;
  s.chans.resize(kMaxChans + program_.ntimers);
  s.mutexes.resize(program_.nmutexes);
  s.rws.resize(program_.nrwmutexes);
  s.groups.resize(program_.nwaitgroups);
  s.onces.resize(program_.nonces);
  s.conds.resize(program_.nconds);
  s.routines.resize(program_.ngoroutines);
  for (int timer = 0; timer < program_.ntimers; timer++) {
    TimerDecl const& decl = program_.timers[timer];
    s.timers.push_back({.armed = true, .in_flight = false, .when = decl.units,
                        .period = decl.kind == TimerKind::ticker ? decl.units : 0});
  }
  begin(s, 0);
  return s;
}

void Machine::begin(State& s, int g) const {
  s.routines[g].started = true;
  settle(s, g);
}

// What nobody else can notice is done at once. A sleep only takes time, and no mode but exact has any.
void Machine::settle(State& s, int g) const {
  while (!finished(s, g)) {
    Op const& op = op_of(s, g);
    bool const nothing = op.kind == Kind::gosched || (op.kind == Kind::sleep && mode_ != Mode::exact);
    if (!nothing && op.kind != Kind::go) {
      return;
    }
    s.routines[g].pc++;
    if (op.kind == Kind::go) {
      begin(s, op.object);
    }
  }
}

void Machine::advance(State& s, int g, std::string token, int by) const {
  State::Routine& me = s.routines[g];
  me.pc = static_cast<uint8_t>(me.pc + by);
  me.phase = 0;
  me.saved = 0;
  me.pending = std::move(token);
  settle(s, g);
}

void Machine::write_down(State::Routine& me) const {
  if (!me.pending.empty()) {
    me.record += (me.record.empty() ? "" : " ") + me.pending;
    me.pending.clear();
  }
}

void Machine::die(State& s, int g, int text) const { s.routines[g].dying = static_cast<int8_t>(text); }

bool Machine::can_step(State const& s, int g) const {
  State::Routine const& me = s.routines[g];
  return me.started && me.dying < 0 && !finished(s, g) && choices(s, g) > 0;
}

// TryLock may fail on a free lock while somebody is on the way to it.
int Machine::may_try_lock(State const& s, int g) const {
  Op const& op = op_of(s, g);
  if (op.rw ? s.rws[op.object].w : bool{s.mutexes[op.object]}) {
    return 1;
  }
  for (int other = 0; other < program_.ngoroutines; other++) {
    State::Routine const& it = s.routines[other];
    if (other == g || !it.started || it.dying >= 0 || finished(s, other)) {
      continue;
    }
    Op const& its = op_of(s, other);
    bool const locks = its.kind == Kind::lock && its.rw == op.rw && its.object == op.object;
    bool const relocks = its.kind == Kind::cond_wait && !op.rw && program_.cond_mutex[its.object] == op.object;
    if (locks || relocks) {
      return 2;
    }
  }
  return 1;
}

int Machine::choices(State const& s, int g) const {
  State::Routine const& me = s.routines[g];
  Op const& op = op_of(s, g);
  if (me.waiting) {
    return op.kind == Kind::select ? static_cast<int>(due_cases(s, g).size()) : 0;
  }
  switch (op.kind) {
    case Kind::select: {
      std::vector<int> const ready = ready_cases(s, g);
      return ready.empty() ? parkings(op) : static_cast<int>(ready.size());
    }
    case Kind::lock:
      if (op.rw) {
        State::RW const& rw = s.rws[op.object];
        return me.phase == 0 ? !rw.w : me.phase == 1 ? 1 : rw.writer_sem > 0;
      }
      return !s.mutexes[op.object];
    case Kind::try_lock: return me.phase == 0 ? may_try_lock(s, g) : 1;
    case Kind::rlock: return me.phase == 0 || s.rws[op.object].reader_sem > 0;
    case Kind::wait: return me.phase != 1 || s.groups[op.object].sem > 0;
    case Kind::once: return me.phase == 0 || !s.onces[op.object].locked;
    case Kind::cond_wait:
      return me.phase == 2   ? me.saved < s.conds[op.object].notify
             : me.phase == 3 ? !s.mutexes[program_.cond_mutex[op.object]]
                             : 1;
    case Kind::sleep: return me.phase == 0 || s.now >= me.saved;
    default: return 1;
  }
}

void Machine::apply(State& s, int g, int choice) const {
  State::Routine& me = s.routines[g];
  Op const& op = op_of(s, g);
  if (me.waiting) {
    int const which = due_cases(s, g)[choice];
    leave_queues(s, g);
    advance(s, g, "s" + std::to_string(which) + ":T");
    return;
  }
  if (me.phase == 0) {
    write_down(me);  // before it came here
  }
  if (op.kind <= Kind::select) {
    chan_step(s, g, choice);
  } else if (op.kind <= Kind::broadcast) {
    sync_step(s, g, choice);
  } else if (op.kind != Kind::sleep) {
    stop_or_reset(s, g);
  } else if (me.phase == 0) {
    me.phase = 1;
    me.saved = s.now + op.value;
  } else {
    advance(s, g);
  }
}

std::vector<State> Machine::successors(State const& s) const {
  std::vector<State> all;
  for (int g = 0; g < program_.ngoroutines; g++) {
    if (!can_step(s, g)) {
      continue;
    }
    for (int choice = 0, n = choices(s, g); choice < n; choice++) {
      all.push_back(s);
      apply(all.back(), g, choice);
    }
  }
  bool const running = !all.empty();
  bool due = false;
  for (int timer = 0; timer < program_.ntimers; timer++) {
    if (can_fire(s, timer)) {
      due = true;
      all.push_back(s);
      fire(all.back(), timer);
    }
    if (s.timers[timer].in_flight) {
      all.push_back(s);
      deliver(all.back(), timer);
    }
  }
  if (mode_ == Mode::exact && !running && !due && !asleep(s)) {
    int const next = next_time(s);
    if (next > s.now) {
      all.push_back(s);
      all.back().now = next;
      for (State::Routine& one : all.back().routines) {
        write_down(one);  // all have run until they could not
      }
    }
  }
  return all;
}

// Nobody can run, and nobody ever will: checkdead's condition.
bool Machine::asleep(State const& s) const {
  for (int g = 0; g < program_.ngoroutines; g++) {
    State::Routine const& me = s.routines[g];
    if (me.dying >= 0 || can_step(s, g) || (g == 0 && finished(s, g))) {
      return false;
    }
    if (mode_ == Mode::exact && me.started && !finished(s, g)) {  // asleep, but not for ever
      Op const& op = op_of(s, g);
      bool after = op.kind == Kind::sleep;
      for (int which = 0; which < op.ncases; which++) {
        after |= op.cases[which].kind == CaseKind::after;
      }
      if (after) {
        return false;
      }
    }
  }
  for (int timer = 0; timer < program_.ntimers; timer++) {
    if (matters(s, timer)) {
      return false;
    }
  }
  return true;
}

std::vector<std::string> Machine::ends(State const& s) const {
  std::vector<std::string> all;
  for (State::Routine const& me : s.routines) {
    if (me.dying >= 0) {
      all.push_back(kTexts[me.dying]);
    }
  }
  bool const done = finished(s, 0) && s.routines[0].dying < 0;
  bool const dead = asleep(s);
  if (!done && !dead) {
    return all;
  }
  // Main has written everything down; of the others' last words some may be missing, unless everybody is asleep.
  if (dead && mode_ == Mode::go) {
    for (State::Timer const& timer : s.timers) {
      if (timer.armed) {
        return {"hang"};  // a ticker that nobody listens to ticks for ever
      }
    }
  }
  size_t const n = s.routines.size();
  uint32_t open = 0;
  for (size_t g = 1; g < n; g++) {
    open |= uint32_t{!s.routines[g].pending.empty()} << g;
  }
  for (uint32_t shown = open;; shown = (shown - 1) & open) {
    std::string text = dead ? kTexts[kDeadlock] : "ok";
    for (size_t g = 0; g < n; g++) {
      State::Routine const& me = s.routines[g];
      bool const with = g == 0 || dead || (shown >> g & 1) != 0;
      text += "|" + me.record;
      if (with && !me.pending.empty()) {
        text += (me.record.empty() ? "" : " ") + me.pending;
      }
    }
    all.push_back(text);
    if (shown == 0 || dead) {
      return all;
    }
  }
}

}  // namespace burrow::differ

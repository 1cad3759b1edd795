// The reference: Go's semantics of a program as a machine that makes one indivisible step at a time. Nothing of it is
// shared with what it judges. Each operation is cut where Go's own may be seen half done (RWMutex, WaitGroup, Cond).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/differ/program.h"

namespace burrow::differ {

enum class Mode : uint8_t {
  go,     // timer channels hold one value (before Go 1.23); whatever sleeps may sleep longer
  loose,  // Go 1.23's timers; whatever sleeps may sleep longer
  exact,  // Go 1.23's timers; time stands still while somebody can run
};
inline constexpr char const* kModeNames[] = {"go", "loose", "exact"};
inline constexpr int kModes = 3;

struct State {
  struct Waiter {
    int8_t g, which;  // which case; of a plain operation 0
  };
  struct Chan {
    std::vector<int32_t> buffer;
    std::vector<Waiter> recvq, sendq;
    bool closed = false;
  };
  struct RW {
    bool w = false;
    int readers = 0, departing = 0, reader_sem = 0, writer_sem = 0;
  };
  struct Group {
    int counter = 0, waiters = 0, sem = 0;
  };
  struct OnceState {
    bool locked = false, done = false;
  };
  struct Cond {
    int wait = 0, notify = 0;
  };
  struct Timer {
    bool armed = false, in_flight = false;
    int when = 0, period = 0;
  };
  struct Routine {
    bool started = false, waiting = false;  // waiting: enqueued on channels
    uint8_t pc = 0, phase = 0;
    int8_t dying = -1;   // which text
    int saved = 0;       // a ticket, a number of waiters, a time
    std::string record;  // what it has written down
    std::string pending; // what it is about to
  };

  std::vector<Chan> chans;
  std::vector<bool> mutexes;
  std::vector<RW> rws;
  std::vector<Group> groups;
  std::vector<OnceState> onces;
  std::vector<Cond> conds;
  std::vector<Timer> timers;
  std::vector<Routine> routines;
  int now = 0;
};

class Machine {
 public:
  Machine(Program const& program, Mode mode) : program_(program), mode_(mode) {}

  State start() const;
  std::vector<State> successors(State const& s) const;
  // How the machine may end in this very state: "ok|main's record|g1's|…", "fatal error: …", "panic: …", "hang".
  std::vector<std::string> ends(State const& s) const;
  std::string key(State const& s) const;

 private:
  Op const& op_of(State const& s, int g) const { return program_.goroutines[g].ops[s.routines[g].pc]; }
  bool finished(State const& s, int g) const { return s.routines[g].pc == program_.goroutines[g].nops; }
  bool can_step(State const& s, int g) const;
  int choices(State const& s, int g) const;
  int may_try_lock(State const& s, int g) const;
  void apply(State& s, int g, int choice) const;

  // channels
  void chan_step(State& s, int g, int choice) const;
  bool is_nil(int chan) const { return chan < kMaxChans && program_.caps[chan] == kNil; }
  int cap(int chan) const { return chan >= kMaxChans ? 1 : program_.caps[chan]; }
  bool can_send(State const& s, int chan) const;
  bool can_recv(State const& s, int chan) const;
  void do_send(State& s, int g, int which, int chan, int value) const;
  void do_recv(State& s, int g, int which, int chan) const;
  void do_close(State& s, int g, int chan) const;
  std::vector<int> alike(Op const& op, int which) const;
  bool queues(Case const& one) const;
  int parkings(Op const& op) const;
  void enqueue(State& s, int g, int way = 0) const;
  void received(State& s, int g, int which, int value, bool ok) const;
  void sent(State& s, int g, int which) const;
  void leave_queues(State& s, int g) const;
  std::vector<int> ready_cases(State const& s, int g) const;
  std::vector<int> due_cases(State const& s, int g) const;
  void choose(State& s, int g, int which) const;

  // package sync
  void sync_step(State& s, int g, int choice) const;
  void unlock(State& s, int g) const;
  void rw_lock(State& s, int g) const;
  void rw_unlock(State& s, int g) const;
  void rw_try_lock(State& s, int g, int choice) const;
  void add(State& s, int g, int delta) const;
  void wait(State& s, int g) const;
  void cond_wait(State& s, int g) const;
  void once(State& s, int g) const;

  // timers
  bool someone_waits(State const& s, int timer) const { return !s.chans[kMaxChans + timer].recvq.empty(); }
  bool can_fire(State const& s, int timer) const;
  bool matters(State const& s, int timer) const;
  void fire(State& s, int timer) const;
  void deliver(State& s, int timer) const;
  void stop_or_reset(State& s, int g) const;
  int next_time(State const& s) const;

  void advance(State& s, int g, std::string token = "", int by = 1) const;
  void settle(State& s, int g) const;
  void begin(State& s, int g) const;
  void write_down(State::Routine& me) const;
  void die(State& s, int g, int text) const;
  bool asleep(State const& s) const;

  Program const& program_;
  Mode mode_;
};

}  // namespace burrow::differ

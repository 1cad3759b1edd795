// A small concurrent program as the differential test generates it: objects, and goroutines as lists of operations.
// Three interpreters run it: machine.cpp (every interleaving), go/world.go (Go itself), routines.cpp (Burrow).
// The text of one: tests/README.md, "differ".
#pragma once

#include <cstdint>

namespace burrow::differ {

inline constexpr int kMaxGoroutines = 6, kMaxOps = 24, kMaxCases = 6, kMaxChans = 4, kMaxOthers = 4, kMaxRecord = 256;
inline constexpr int kNil = -1;

enum class Kind : uint8_t {
  go, send, recv, recv_ok, range, close, try_send, try_recv, len, cap, select,
  lock, unlock, try_lock, rlock, runlock, try_rlock, add, done, wait, once, once_end,
  cond_wait, signal, broadcast, sleep, gosched, stop, reset,
};
inline constexpr char const* kKindNames[] = {
    "go", "send", "recv", "recv_ok", "range", "close", "try_send", "try_recv", "len", "cap", "select",
    "lock", "unlock", "try_lock", "rlock", "runlock", "try_rlock", "add", "done", "wait", "once", "once_end",
    "cond_wait", "signal", "broadcast", "sleep", "gosched", "stop", "reset",
};
inline constexpr int kKinds = sizeof kKindNames / sizeof kKindNames[0];

// Channels come first, then the channels of the timers: kMaxChans + timer.
enum class CaseKind : uint8_t { send, recv, after, otherwise };
struct Case {
  CaseKind kind;
  int8_t chan;
  int32_t value;  // to send; of `after`, in units
};

struct Op {
  Kind kind;
  bool rw;         // lock, unlock, try_lock: of an RWMutex
  int8_t object;   // which goroutine, channel, lock …
  int32_t value;   // to send, to add; in units
  uint8_t ncases;
  Case cases[kMaxCases];
};

struct Goroutine {
  uint8_t nops;
  Op ops[kMaxOps];
};

enum class TimerKind : uint8_t { timer, ticker, func };
struct TimerDecl {
  TimerKind kind;
  int32_t units;
  int8_t goroutine;  // of func
};

struct Program {
  int32_t id;
  uint8_t nchans, nmutexes, nrwmutexes, nwaitgroups, nonces, nconds, ntimers, ngoroutines;
  int8_t caps[kMaxChans];         // kNil: a nil channel
  int8_t cond_mutex[kMaxOthers];
  TimerDecl timers[kMaxOthers];   // armed by main before its first operation
  Goroutine goroutines[kMaxGoroutines];  // 0: main
};

}  // namespace burrow::differ

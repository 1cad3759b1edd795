// Sleeping, timers and tickers, as tasks see them. Go: package time (sleep.go, tick.go), with what Stop and Reset promise since
// 1.23: once they have returned, nothing comes from before.
// Differs: a time is int64_t, ns of nanotime(). Timers and tickers are handles: copies are the same one. Nothing has to be
// stopped to be given back: of a timer with a channel nothing remains when the last handle of timer and channel is gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "runtime/sync/chan.h"

namespace burrow {

// Durations, in ns. Go: time.Duration.
inline constexpr int64_t Nanosecond = 1;
inline constexpr int64_t Microsecond = 1000 * Nanosecond;
inline constexpr int64_t Millisecond = 1000 * Microsecond;
inline constexpr int64_t Second = 1000 * Millisecond;
inline constexpr int64_t Minute = 60 * Second;
inline constexpr int64_t Hour = 60 * Minute;

// All of this: from goroutines only. What is due in 0 ns or fewer is due at once; what is too far off never is.

void sleep(int64_t ns);  // parks for at least so long; at once back if ns <= 0

namespace detail {

// A function to be called later, without its type.
struct FuncType {
  size_t bytes;
  void (*move)(void* to, void* from);
  void (*call)(void* object);
  void (*destroy)(void* object);
};
struct FuncTimer;
FuncTimer* new_func_timer(int64_t ns, FuncType const* type, void* object);
void hold(FuncTimer* timer);
void drop(FuncTimer* timer);

// A handle.
class Func {
 public:
  constexpr Func() = default;
  explicit Func(FuncTimer* timer) : timer_(timer) {}  // takes over a handle
  Func(Func const& other) : timer_(other.timer_) {
    if (timer_ != nullptr) {
      hold(timer_);
    }
  }
  Func(Func&& other) noexcept : timer_(std::exchange(other.timer_, nullptr)) {}
  Func& operator=(Func other) noexcept {
    std::swap(timer_, other.timer_);
    return *this;
  }
  ~Func() {
    if (timer_ != nullptr) {
      drop(timer_);
    }
  }
  FuncTimer* get() const { return timer_; }

 private:
  FuncTimer* timer_ = nullptr;
};

template <class F>
struct FuncOf {
  static_assert(alignof(F) <= 16);
  static void move(void* to, void* from) { new (to) F(std::move(*static_cast<F*>(from))); }
  static void call(void* object) { (*static_cast<F*>(object))(); }
  static void destroy(void* object) { static_cast<F*>(object)->~F(); }
  static constexpr FuncType type{sizeof(F), move, call, destroy};
};

}  // namespace detail

// One event. On C comes the time at which it was due, once; of AfterFunc's C is nil. Zeroed storage is a timer that was never
// made: to stop or reset it is a panic. len and cap of C are 0.
class Timer {
 public:
  constexpr Timer() = default;
  Chan<int64_t> C;

  bool Stop() const;             // true: the event does not happen, and would have
  bool Reset(int64_t ns) const;  // due in ns from now instead; true: it would have happened, or not been received

 private:
  Timer(Chan<int64_t> c, detail::Func f) : C(std::move(c)), func_(std::move(f)) {}
  friend Timer NewTimer(int64_t ns);
  template <class F>
  friend Timer AfterFunc(int64_t ns, F&& f);
  detail::Func func_;
};

Timer NewTimer(int64_t ns);
Chan<int64_t> After(int64_t ns);  // NewTimer(ns).C

// Calls f after ns as a goroutine of its own, and again after each Reset; copies of f are not made.
template <class F>
Timer AfterFunc(int64_t ns, F&& f) {
  using Object = std::decay_t<F>;
  Object object(std::forward<F>(f));
  return Timer(nullptr, detail::Func(detail::new_func_timer(ns, &detail::FuncOf<Object>::type, &object)));
}

// An event every so many ns, without drift. Who is slow misses some: one waits at most. ns <= 0 is a panic.
class Ticker {
 public:
  constexpr Ticker() = default;
  Chan<int64_t> C;

  void Stop() const;             // C stays open
  void Reset(int64_t ns) const;  // every ns from now on

 private:
  explicit Ticker(Chan<int64_t> c) : C(std::move(c)) {}
  friend Ticker NewTicker(int64_t ns);
};

Ticker NewTicker(int64_t ns);
Chan<int64_t> Tick(int64_t ns);  // NewTicker(ns).C; ns <= 0: nil

}  // namespace burrow

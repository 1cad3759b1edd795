// Channels, as tasks see them and as the runtime implements them. Go: make(chan T, n), <-, close, len, cap, range (chan.go). What
// stands here as a template gives addresses to the functions without types and never touches an M or a P.
// Differs: a channel is freed with its last handle; one that lies in its own buffer never is.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "runtime/model/hchan.h"

namespace burrow {

// ---- without types; c may be nil: then they block for ever, or do not block at all -----------------------------------------

struct Received {
  bool selected;  // a value, or the channel is closed; true whenever block is
  bool received;  // a value
};

// on g · may neither. size below zero, or more than there is address space: a panic. One handle is the caller's. Go: makechan
Hchan* makechan(ElemType const* elemtype, int64_t size);
// on g, and of bytes on g0 · may neither: the last handle is gone. Out of a freechan of its goroutine: c is freed by that one.
void freechan(Hchan* c);

// on g · may switch, if block. Moves from *elem when it returns true. A closed channel is a panic. Go: chansend
bool chansend(Hchan* c, void* elem, bool block);
// on g · may switch, if block. *elem, which is alive, becomes the value, or T{} if there is none in a closed channel and left
// alone if nothing was selected; nullptr: the value is dropped. Go: chanrecv
Received chanrecv(Hchan* c, void* elem, bool block);

void closechan(Hchan* c);        // on g · may neither. nil or closed: a panic
int64_t chanlen(Hchan* c);       // on g: elements in the buffer; of a timer's channel 0
int64_t chancap(Hchan* c);       // on g: room in it; of a timer's channel 0

// ---- with types ----------------------------------------------------------------------------------------------------------

namespace detail {

template <class T>
struct Elem {
  static_assert(std::default_initializable<T> && std::move_constructible<T>);
  static_assert(sizeof(T) < 1 << 16, "channel element type too large (>64kB)");
  static_assert(alignof(T) <= alignof(Hchan));

  static constexpr bool kBytes = std::is_trivially_copyable_v<T>;
  static void move(void* to, void* from) { new (to) T(std::move(*static_cast<T*>(from))); }
  static void destroy(void* object) { static_cast<T*>(object)->~T(); }
  static void zero(void* object) {
    destroy(object);
    new (object) T();
  }
  static constexpr ElemType type{.size = kBytes && std::is_empty_v<T> ? 0 : sizeof(T),
                                 .move = kBytes ? nullptr : move,
                                 .destroy = std::is_trivially_destructible_v<T> ? nullptr : destroy,
                                 .zero = zero};
};

}  // namespace detail

// A handle: copies are the same channel, the last one to go frees it. Zeroed storage is the nil channel. The handle itself is not
// shared: who changes one while another uses it races. From goroutines only. T is a value: its moves and its end must not park
// nor use channels. A send to a closed channel and a second close are panics. Goexit ends no handle that lies in a frame.
template <class T>
class Chan {
 public:
  using Element = T;
  struct Value {
    T value;
    bool ok;  // false: closed, and value is T{}
  };
  class Range;
  struct End {};

  constexpr Chan() = default;
  constexpr Chan(std::nullptr_t) {}
  explicit Chan(Hchan* c) : c_(c) {}  // takes over a handle
  Chan(Chan const& other) : c_(other.c_) {
    if (c_ != nullptr) {
      c_->refs.fetch_add(1, relaxed);  // relaxed: other keeps it alive
    }
  }
  Chan(Chan&& other) noexcept : c_(std::exchange(other.c_, nullptr)) {}
  Chan& operator=(Chan other) noexcept {
    std::swap(c_, other.c_);
    return *this;
  }
  ~Chan() {
    // acq_rel: the last one sees what all others did to it
    if (c_ != nullptr && c_->refs.fetch_add(-1, acq_rel) == 1) {
      freechan(c_);
    }
  }

  void send(T&& value) const { chansend(c_, &value, true); }  // may park
  void send(T const& value) const { send_copy(value, true); }
  bool try_send(T&& value) const { return chansend(c_, &value, false); }  // false: value stays what it is
  bool try_send(T const& value) const { return send_copy(value, false); }

  T recv() const {  // may park; T{}: closed
    T value{};
    chanrecv(c_, &value, true);
    return value;
  }
  Value recv_ok() const {  // may park
    Value result{};
    result.ok = chanrecv(c_, &result.value, true).received;
    return result;
  }
  // Whether there was a value, or the channel is closed: *ok says which. value may be nullptr.
  bool try_recv(T* value, bool* ok = nullptr) const {
    Received const got = chanrecv(c_, value, false);
    if (ok != nullptr) {
      *ok = got.received;
    }
    return got.selected;
  }

  void close() const { closechan(c_); }
  int64_t len() const { return chanlen(c_); }
  int64_t cap() const { return chancap(c_); }

  // for (T v : c): until it is closed and empty. Go: range
  Range begin() const { return Range(*this); }
  End end() const { return {}; }

  bool operator==(Chan const& other) const { return c_ == other.c_; }
  bool operator==(std::nullptr_t) const { return c_ == nullptr; }
  Hchan* hchan() const { return c_; }

 private:
  bool send_copy(T const& value, bool block) const {
    if constexpr (detail::Elem<T>::kBytes) {
      return chansend(c_, const_cast<T*>(&value), block);
    }
    T copy(value);
    return chansend(c_, &copy, block);
  }

  Hchan* c_ = nullptr;
};

template <class T>
class Chan<T>::Range {
 public:
  explicit Range(Chan c) : c_(std::move(c)) { ++*this; }
  T operator*() { return std::move(value_); }
  Range& operator++() {
    ok_ = chanrecv(c_.hchan(), &value_, true).received;
    return *this;
  }
  bool operator!=(End) const { return ok_; }

 private:
  Chan c_;  // the loop may let go of the variable
  T value_{};
  bool ok_;
};

// make<Chan<int>>(): unbuffered; make<Chan<int>>(10): room for ten. size below zero or too large: a panic.
template <class C>
C make(int64_t size = 0) {
  return C(makechan(&detail::Elem<typename C::Element>::type, size));
}

}  // namespace burrow

// Waiting for the first of several sends and receives. Go: select, reflect.Select.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "runtime/sync/chan.h"

namespace burrow {

// on g · may switch, if block. Which case was chosen, at random among those that can go on; ncases: none, and !block. One case of
// a closed channel that sends: a panic. At most 65536 cases, nil channels among them are never chosen. Go: selectgo, block
uint32_t selectgo(SelectCase* cases, uint32_t ncases, bool block);

namespace detail {

// A case that refers to what ends with its expression: an argument of select, and nothing to keep.
struct Fleeting {
  SelectCase const one;
  explicit Fleeting(SelectCase const& made) : one(made) {}
  Fleeting(Fleeting const&) = delete;
};

}  // namespace detail

// Receives into *value, which is alive, or drops what it receives; *ok: a value, and not a closed channel. The case holds no
// handle: who keeps it keeps the channel, and one of a handle that is about to go, recv(After(ns)), cannot be kept.
template <class T>
SelectCase recv(Chan<T> const& c, std::type_identity_t<T>* value = nullptr, bool* ok = nullptr) {
  SelectCase one{};
  one.c = c.hchan();
  one.elem = value;
  one.ok = ok;
  return one;
}

template <class T>
detail::Fleeting recv(Chan<T>&& c, std::type_identity_t<T>* value = nullptr, bool* ok = nullptr) {
  return detail::Fleeting(recv(std::as_const(c), value, ok));
}

// Sends *value, which is moved from if this is the chosen case: for those who keep their cases.
template <class T>
SelectCase send_from(Chan<T> const& c, std::type_identity_t<T>* value) {
  SelectCase one{};
  one.c = c.hchan();
  one.elem = value;
  one.sends = true;
  return one;
}
template <class T>
SelectCase send_from(Chan<T>&& c, std::type_identity_t<T>* value) = delete;  // as recv: keep the handle

namespace detail {

template <class T>
struct SendCase : Fleeting {
  SendCase(Chan<T> const& to, T&& v) : Fleeting(send_from(to, &value)), value(std::move(v)) {}
  T value;
};

}  // namespace detail

template <class T>
detail::SendCase<T> send(Chan<T> const& c, std::type_identity_t<T> value) {
  return {c, std::move(value)};
}

// Go: default
struct Otherwise {};
inline constexpr Otherwise otherwise{};

namespace detail {

template <class C>
inline constexpr bool kOtherwise = std::is_same_v<Otherwise, std::remove_cvref_t<C>>;

// A case as an argument: a kept one, or one made there.
template <class C>
concept Case = std::is_same_v<SelectCase, std::remove_cvref_t<C>> || kOtherwise<C> || std::is_base_of_v<Fleeting, C>;

template <class... Cases>
consteval bool otherwise_stands_last() {
  size_t rest = sizeof...(Cases);
  return ((--rest == 0 || !kOtherwise<Cases>) && ...);
}

inline SelectCase const& case_of(SelectCase const& one) { return one; }
inline SelectCase const& case_of(Fleeting const& fleeting) { return fleeting.one; }

}  // namespace detail

// The index of the chosen case, in the order given; of `otherwise`, which stands last, if none can go on now. No case at all:
// for ever. What the cases point to stays until it returns; a span of them is used as memory, by one caller at a time.
inline uint32_t select(std::span<SelectCase> cases) {
  return selectgo(cases.data(), static_cast<uint32_t>(cases.size()), true);
}
inline uint32_t select(std::span<SelectCase> cases, Otherwise) {
  return selectgo(cases.data(), static_cast<uint32_t>(cases.size()), false);
}

template <detail::Case... Cases>
  requires(detail::otherwise_stands_last<Cases...>())
uint32_t select(Cases&&... cases) {
  SelectCase all[sizeof...(cases) + 1];
  uint32_t count = 0;
  [[maybe_unused]] auto add = [&](auto const& one) {
    if constexpr (!detail::kOtherwise<decltype(one)>) {
      all[count++] = detail::case_of(one);
    }
  };
  (add(cases), ...);
  return selectgo(all, count, !(detail::kOtherwise<Cases> || ...));
}

}  // namespace burrow

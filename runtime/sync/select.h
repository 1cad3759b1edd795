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

// Receives into *value, which is alive, or drops what it receives; *ok: a value, and not a closed channel.
template <class T>
SelectCase recv(Chan<T> const& c, std::type_identity_t<T>* value = nullptr, bool* ok = nullptr) {
  SelectCase one{};
  one.c = c.hchan();
  one.elem = value;
  one.ok = ok;
  return one;
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

namespace detail {

template <class T>
struct SendCase : SelectCase {
  SendCase(Chan<T> const& to, T&& v) : SelectCase(send_from(to, &value)), value(std::move(v)) {}
  SendCase(SendCase const&) = delete;
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

// The index of the chosen case, in the order given; of `otherwise`, which stands last, if none can go on now. No case at all:
// for ever. What the cases point to stays until it returns; a span of them is used as memory, by one caller at a time.
inline uint32_t select(std::span<SelectCase> cases) {
  return selectgo(cases.data(), static_cast<uint32_t>(cases.size()), true);
}
inline uint32_t select(std::span<SelectCase> cases, Otherwise) {
  return selectgo(cases.data(), static_cast<uint32_t>(cases.size()), false);
}

template <class... Cases>
  requires((std::is_base_of_v<SelectCase, std::remove_cvref_t<Cases>> ||
            std::is_same_v<Otherwise, std::remove_cvref_t<Cases>>) && ...)
uint32_t select(Cases&&... cases) {
  constexpr size_t kOthers = (0 + ... + std::is_same_v<Otherwise, std::remove_cvref_t<Cases>>);
  SelectCase all[sizeof...(cases) + 1];
  uint32_t count = 0;
  [[maybe_unused]] auto add = [&](auto const& one) {
    if constexpr (!std::is_same_v<Otherwise, std::remove_cvref_t<decltype(one)>>) {
      all[count++] = one;
    }
  };
  (add(cases), ...);
  return selectgo(all, count, kOthers == 0);
}

}  // namespace burrow

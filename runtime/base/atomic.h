// Atomic<T>: no default order, no operators, so that every use says its order. A plain atomic on iron; in the simulation
// the compiler's hooks see each operation. Go: runtime/internal/atomic.
#pragma once

#include <cstdint>

namespace burrow {

enum class Order : int {
  relaxed = __ATOMIC_RELAXED,
  acquire = __ATOMIC_ACQUIRE,
  release = __ATOMIC_RELEASE,
  acq_rel = __ATOMIC_ACQ_REL,
};

inline constexpr Order relaxed = Order::relaxed;
inline constexpr Order acquire = Order::acquire;
inline constexpr Order release = Order::release;
inline constexpr Order acq_rel = Order::acq_rel;

// Zeroed storage is a valid Atomic holding zero.
template <class T>
class Atomic {
 public:
  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}
  Atomic(Atomic const&) = delete;
  Atomic& operator=(Atomic const&) = delete;

  [[gnu::always_inline]] T load(Order order) const { return __atomic_load_n(&value_, static_cast<int>(order)); }
  [[gnu::always_inline]] void store(T value, Order order) { __atomic_store_n(&value_, value, static_cast<int>(order)); }
  [[gnu::always_inline]] T exchange(T value, Order order) {
    return __atomic_exchange_n(&value_, value, static_cast<int>(order));
  }
  // Strong. On failure `expected` holds what was there, read with the order `failure`.
  [[gnu::always_inline]] bool cas(T& expected, T desired, Order success, Order failure) {
    return __atomic_compare_exchange_n(&value_, &expected, desired, false, static_cast<int>(success),
                                       static_cast<int>(failure));
  }
  [[gnu::always_inline]] T fetch_or(T bits, Order order) {
    return __atomic_fetch_or(&value_, bits, static_cast<int>(order));
  }
  [[gnu::always_inline]] T fetch_and(T bits, Order order) {
    return __atomic_fetch_and(&value_, bits, static_cast<int>(order));
  }
  [[gnu::always_inline]] T fetch_add(T amount, Order order) {
    return __atomic_fetch_add(&value_, amount, static_cast<int>(order));
  }

 private:
  T value_{};
};

// Between publishing work and checking for someone to do it, and between giving up a role and checking for work: a full
// fence. Go has it for free from XCHG and STLR→LDAR; a C++ release store followed by a load has it nowhere.
[[gnu::always_inline]] inline void publish_then_check() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

// A word whose owner may be writing it just now: as it was or as it will be. For reports, which need no more.
template <class T>
[[gnu::always_inline]] inline T peek(T const& word) {
  return static_cast<T const volatile&>(word);
}

}  // namespace burrow

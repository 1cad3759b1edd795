// The compiler's hooks: before each access of the runtime to memory (-fsanitize=thread) and in each block of a task
// (-fsanitize-coverage=trace-pc). The atomic ones also do the access: one thread runs, so a plain one is atomic.
// Entry to and exit from a function touch nothing shared and are no choice points.
#include "arch/sim/machine.h"

namespace burrow::sim {
namespace {

// The fast half. One load, one store and two comparisons on the way of every access.
[[gnu::always_inline]] inline void hook(uintptr_t pc, uintptr_t sp) {
  if (--machine.countdown <= 0 || sp - machine.window_lo >= machine.window_bytes) [[unlikely]] {
    at_hook(pc, sp);
  }
}

}  // namespace

[[gnu::noinline, gnu::cold]] void at_hook(uintptr_t pc, uintptr_t sp) {
  if (!machine.running) {
    machine.countdown = machine.horizon = kForever;
    return;
  }
  if (machine.on_engine) {
    return;
  }
  if (sp - machine.window_lo >= machine.window_bytes) {
    check_stack(pc, sp);
  }
  if (machine.countdown <= 0) {
    choose(pc, sp);
    take_interrupt(pc, sp);
  }
}

}  // namespace burrow::sim

#define BURROW_HOOK \
  burrow::sim::hook(reinterpret_cast<uintptr_t>(__builtin_return_address(0)), \
                    reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()))

#define BURROW_PLAIN(bytes) \
  void __tsan_read##bytes(void*) { BURROW_HOOK; } \
  void __tsan_write##bytes(void*) { BURROW_HOOK; } \
  void __tsan_unaligned_read##bytes(void*) { BURROW_HOOK; } \
  void __tsan_unaligned_write##bytes(void*) { BURROW_HOOK; } \
  void __tsan_volatile_read##bytes(void*) { BURROW_HOOK; } \
  void __tsan_volatile_write##bytes(void*) { BURROW_HOOK; }

#define BURROW_UPDATE(bits, name, expression) \
  uint##bits##_t __tsan_atomic##bits##_##name(uint##bits##_t* at, uint##bits##_t value, int) { \
    BURROW_HOOK; \
    uint##bits##_t const old = *at; \
    *at = static_cast<uint##bits##_t>(expression); \
    return old; \
  }

#define BURROW_COMPARE(bits, strength) \
  int __tsan_atomic##bits##_compare_exchange_##strength(uint##bits##_t* at, uint##bits##_t* expected, \
                                                        uint##bits##_t desired, int, int) { \
    BURROW_HOOK; \
    if (*at != *expected) { \
      *expected = *at; \
      return 0; \
    } \
    *at = desired; \
    return 1; \
  }

#define BURROW_ATOMIC(bits) \
  uint##bits##_t __tsan_atomic##bits##_load(uint##bits##_t const* at, int) { \
    BURROW_HOOK; \
    return *at; \
  } \
  void __tsan_atomic##bits##_store(uint##bits##_t* at, uint##bits##_t value, int) { \
    BURROW_HOOK; \
    *at = value; \
  } \
  BURROW_UPDATE(bits, exchange, value) \
  BURROW_UPDATE(bits, fetch_add, old + value) \
  BURROW_UPDATE(bits, fetch_sub, old - value) \
  BURROW_UPDATE(bits, fetch_and, old& value) \
  BURROW_UPDATE(bits, fetch_or, old | value) \
  BURROW_UPDATE(bits, fetch_xor, old ^ value) \
  BURROW_COMPARE(bits, strong) \
  BURROW_COMPARE(bits, weak) \
  uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(uint##bits##_t* at, uint##bits##_t expected, \
                                                            uint##bits##_t desired, int, int) { \
    BURROW_HOOK; \
    uint##bits##_t const old = *at; \
    *at = old == expected ? desired : old; \
    return old; \
  }

extern "C" {

BURROW_PLAIN(1)
BURROW_PLAIN(2)
BURROW_PLAIN(4)
BURROW_PLAIN(8)
BURROW_PLAIN(16)
BURROW_ATOMIC(8)
BURROW_ATOMIC(16)
BURROW_ATOMIC(32)
BURROW_ATOMIC(64)

void __tsan_read_range(void*, size_t) { BURROW_HOOK; }
void __tsan_write_range(void*, size_t) { BURROW_HOOK; }
void __tsan_atomic_thread_fence(int) { BURROW_HOOK; }
void __tsan_atomic_signal_fence(int) {}
void __tsan_vptr_read(void**) { BURROW_HOOK; }
void __tsan_vptr_update(void**, void*) { BURROW_HOOK; }
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_init() {}

void __sanitizer_cov_trace_pc() { BURROW_HOOK; }

}

// Misuse of the runtime, each in its own world or boot: it ends in a fatal with these words, Go's where Go has them.
// tests/iron/CMakeLists.txt reads the rows of this table.
#pragma once

#include <cstdint>

namespace burrow::scenario {

void illegal_g_edge();
void illegal_p_edge();
void unlock_unlocked();
void lock_out_of_order();
void mcall_on_g0();
void mcall_returns();
void ready_twice();
void exitsyscall_too_late();
void negative_counter();
void reused_wait_group();
void unlock_free_mutex();
void unlock_free_beside_waiter();
void unlock_free_rwmutex();
void runlock_free_rwmutex();
void runlock_of_writer();
void unlock_of_reader();
void wait_without_lock();
void yield_with_lock();
void end_with_lock();
void systemstack_of_another();
void wake_note_twice();
void sleep_on_g();
void go_nil();
void park_in_syscall();
void release_m_twice();
void acquire_two_ps();
void acquire_running_p();
void release_no_p();
void yield_in_syscall();
void preempt_park_in_syscall();
void enter_off_stack();
void suspend_in_no_state();
void resume_not_suspended();
void forget_safe_point();
void spin_beside_work();

// -- channel_misuse.cpp
void makechan_negative();
void makechan_overflow();
void makechan_too_large();
void close_nil();
void close_twice();
void send_to_closed();
void try_send_to_closed();
void select_send_to_closed();
void select_one_send_to_closed();
void close_below_sender();
void close_below_selecting_sender();
void select_too_many();
void recv_on_g0();
void free_below_waiter();
void two_channel_locks();

// -- timer_misuse.cpp
void stop_no_timer();
void reset_no_timer();
void stop_plain_channel();
void ticker_without_interval();
void ticker_reset_to_nothing();
void reset_no_ticker();
void arm_twice();

struct Misuse {
  char const* name;
  char const* text;
  void (*main)();
  bool breaks_invariant = false;  // which the simulation may see first
};

inline constexpr Misuse kMisuses[] = {
    {"illegal_g_edge", "casgstatus: bad incoming values", illegal_g_edge},
    {"illegal_p_edge", "setpstatus: bad incoming values", illegal_p_edge},
    {"unlock_unlocked", "unlock of unlocked lock", unlock_unlocked},
    {"lock_out_of_order", "lock ordering problem", lock_out_of_order},
    {"mcall_on_g0", "runtime: mcall called on m->g0 stack", mcall_on_g0},
    {"mcall_returns", "runtime: mcall function returned", mcall_returns},
    {"ready_twice", "bad g->status in ready", ready_twice},
    {"exitsyscall_too_late", "exitsyscall: syscall frame is no longer valid", exitsyscall_too_late},
    {"negative_counter", "panic: sync: negative WaitGroup counter", negative_counter},
    {"reused_wait_group", "panic: sync: WaitGroup is reused before previous Wait has returned", reused_wait_group},
    {"unlock_free_mutex", "sync: unlock of unlocked mutex", unlock_free_mutex},
    {"unlock_free_beside_waiter", "sync: unlock of unlocked mutex", unlock_free_beside_waiter},
    {"unlock_free_rwmutex", "sync: Unlock of unlocked RWMutex", unlock_free_rwmutex},
    {"runlock_free_rwmutex", "sync: RUnlock of unlocked RWMutex", runlock_free_rwmutex},
    {"runlock_of_writer", "sync: RUnlock of unlocked RWMutex", runlock_of_writer},
    {"unlock_of_reader", "sync: Unlock of unlocked RWMutex", unlock_of_reader},
    {"wait_without_lock", "sync: unlock of unlocked mutex", wait_without_lock},
    {"yield_with_lock", "schedule: holding locks", yield_with_lock},
    {"end_with_lock", "schedule: holding locks", end_with_lock},
    {"systemstack_of_another", "systemstack called from unexpected goroutine", systemstack_of_another, true},
    {"wake_note_twice", "notewakeup - double wakeup", wake_note_twice},
    {"sleep_on_g", "notesleep not on g0", sleep_on_g},
    {"go_nil", "go of nil func value", go_nil},
    {"park_in_syscall", "gopark: bad g status", park_in_syscall},
    {"release_m_twice", "releasem: not acquired", release_m_twice},
    {"acquire_two_ps", "wirep: already in go", acquire_two_ps},
    {"acquire_running_p", "wirep: invalid p state", acquire_running_p, true},
    {"release_no_p", "releasep: invalid arg", release_no_p, true},
    {"yield_in_syscall", "bad g status", yield_in_syscall},
    {"preempt_park_in_syscall", "bad g status", preempt_park_in_syscall},
    {"enter_off_stack", "entersyscall", enter_off_stack},
    {"suspend_in_no_state", "invalid g status", suspend_in_no_state},
    {"resume_not_suspended", "unexpected g status", resume_not_suspended},
    {"spin_beside_work", "schedule: spinning with local work", spin_beside_work},
    {"forget_safe_point", "forEachP: P did not run fn", forget_safe_point},
    {"makechan_negative", "panic: makechan: size out of range", makechan_negative},
    {"makechan_overflow", "panic: makechan: size out of range", makechan_overflow},
    {"makechan_too_large", "panic: makechan: size out of range", makechan_too_large},
    {"close_nil", "panic: close of nil channel", close_nil},
    {"close_twice", "panic: close of closed channel", close_twice},
    {"send_to_closed", "panic: send on closed channel", send_to_closed},
    {"try_send_to_closed", "panic: send on closed channel", try_send_to_closed},
    {"select_send_to_closed", "panic: send on closed channel", select_send_to_closed},
    {"select_one_send_to_closed", "panic: send on closed channel", select_one_send_to_closed},
    {"close_below_sender", "panic: send on closed channel", close_below_sender},
    {"close_below_selecting_sender", "panic: send on closed channel", close_below_selecting_sender},
    {"select_too_many", "panic: reflect.Select: too many cases (max 65536)", select_too_many},
    {"recv_on_g0", "gopark: bad g status", recv_on_g0},
    {"free_below_waiter", "freechan: somebody waits", free_below_waiter},
    {"two_channel_locks", "lock ordering problem", two_channel_locks},
    {"stop_no_timer", "panic: time: Stop called on uninitialized Timer", stop_no_timer},
    {"reset_no_timer", "panic: time: Reset called on uninitialized Timer", reset_no_timer},
    {"stop_plain_channel", "panic: time: Stop called on uninitialized Timer", stop_plain_channel},
    {"ticker_without_interval", "panic: non-positive interval for NewTicker", ticker_without_interval},
    {"ticker_reset_to_nothing", "panic: non-positive interval for Ticker.Reset", ticker_reset_to_nothing},
    {"reset_no_ticker", "panic: time: Reset called on uninitialized Ticker", reset_no_ticker},
    {"arm_twice", "addtimer called with initialized timer", arm_twice},
};
inline constexpr uint32_t kMisuseCount = sizeof kMisuses / sizeof kMisuses[0];

}  // namespace burrow::scenario

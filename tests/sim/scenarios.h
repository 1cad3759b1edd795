// What the worlds of these tests run: small programs, each a main goroutine. They lie in task text. tests/iron runs them on
// real cores.
#pragma once

#include <cstdint>

namespace burrow::scenario {

// -- work.cpp: goroutines that come, go and wait
void storm();      // goroutines that start goroutines
void ping_pong();  // two that wake each other
void ring();       // a token round eight of them
void fan_out();    // uneven work for whoever is free
void yielders();   // each yields twenty times
void tree();       // each node waits for its two children
void crowd();      // three waiters for each unit
void queue_full();  // more than a local queue holds
void wake_and_work();  // readies others, then keeps its core busy
void goexit();         // ends in the middle, with deferred calls

// -- force.cpp: what the machine does to goroutines
void hogs();        // call-free loops on every core until main has had three turns beside them
void recursion();   // stacks that grow
void shrinking();   // stacks that give back and grow again, by themselves and by others
void hog_grows();   // preempted in the middle of growing
void sleeping_core();  // a core asleep with its P
void park_refused();   // unlockf says no
void system_calls();   // long ones beside those who want the P, and short ones without end
void blocking_calls(); // entersyscallblock
void call_beside_hogs();  // a call that ends while every P is busy

// -- stops.cpp: the world, each P, all users
void stop_the_world();     // beside all that can happen
void stop_beside_hog();    // that only a request stops
void stoppers();           // several at a time
void change_procs();       // GOMAXPROCS below, at and above the cores
void procs_with_queues();  // Ps that go away with Gs in their queues
void each_p_once();        // forEachP
void users_off();          // schedEnableUser

// -- suspend.cpp
void suspend_all();        // suspendG on goroutines in every state
void caught_in_a_call();   // suspendG and stopTheWorld while another is in a system call
void caught_running();     // suspendG on a loop without a call

// -- files.cpp: calls to devices
void file_calls();
void file_errors();
void beside_silence();  // one P, two cores
void beside_slow();     // likewise

// -- devices.cpp: devices that interrupt
void console_lines();
void console_readers();    // several at a time
void console_beside_hog();
void console_beside_all(); // while others are in calls, loop, and come and go

void disk_requests();      // more goroutines than the device takes requests
void disk_late();          // an answer and the end of the patience at the same moment
void disk_never();         // waits that run out, on cores that sleep and on cores that loop

// -- lists.cpp: what runs, and for which task
void jobs();     // run_as_job
void listed();   // goroutines()
void watched();  // goroutines() and schedtrace() beside changes

// -- shell.cpp: the shell, with a script
void shell_commands();
void shell_complaints();
void shell_tasks();        // of the kernel's image
void shell_beside_hogs();  // that only an interrupt stops

// -- ends.cpp: worlds that end badly, or without their main goroutine
void deadlock();        // waits for ever; others too
void print_stacks();    // its own, and those of three others
void bottomless();      // recursion without end
void report_failure();  // expect(false)
void stack_garbage();   // goes through Gs and stacks again and again
void park_unmasked();   // from here on: breaks a contract of the seam
void commit_unmasked();
void release_nothing();
void enter_boot_core();
void poke_nobody();
void wait_for_input();  // that never comes
void sleep_for_ever();  // one core, with no deadline, nobody to poke it

// -- proc.cpp: cases of Go's proc_test.go
void yield_progress();
void parallelism();
void call_alone();         // one goroutine, calls of all lengths
void watch_backs_off();    // a long call that nobody waits for
void preemption();
void num_goroutine();
void ping_pong_hog();
void sixty_first_tick();
void yield_in_turn();
void wait_beside_hogs();

// -- turns.cpp: more of them
void main_goroutine();
void num_goroutine_busy();
void getg_thread_switch();
void preemption_gc();
void call_fairness();
void spawn_fairness();
void preempt_split_big();
void each_gomaxprocs();
void slice_through_resize();
void big_gomaxprocs();

// -- tied.cpp: those about LockOSThread
void locked();             // goroutines tied to cores, more than cores
void locked_beside_sleeper();  // two cores, two Ps
void locked_nesting();
void yield_locked_progress();
void yield_locked();
void block_locked();
void lock_exit();
void lock_state();

// -- sleepers.cpp
void sleep_alone();
void sleep_together();
void sleep_in_step();        // many at the same moment
void sleep_for_nothing();
void sleep_beside_hogs();
void sleep_beside_all();
void sleep_behind_a_call();  // the timer is on the P of a call
void sleep_beside_blocking();
void sleep_through_resize();
void sleep_through_stops();
void sleep_tied();
void sleep_to_the_point();
void sleep_costs_one_interrupt();
void sleep_with_a_free_core();  // at least two cores, two Ps, not disturbed
void sleep_and_deadlock();      // ends badly

// -- timers.cpp: cases of Go's time/sleep_test.go
void after_func();
void timer_of_the_first();
void after_func_starvation();
void after_stress();
void after();
void after_tick();
void after_stop();
void after_queuing();
void many_wait_for_one();
void timer_stop_stress();
void timer_reset();
void no_stale_value();
void stop_result();
void stop_after_lost_race();
void func_stop_result();
void overflow_sleep();
void modified_earlier();
void adjust_timers();
void select_with_timeout();
void timers_in_storm();
void timers_through_resize();

// -- tickers.cpp: of time/tick_test.go
void ticker();
void ticker_missed();
void ticker_never_made();
void ticker_teardown();
void tick();
void ticker_for_many();
void ticker_overflow();

// -- interrupts.cpp: without pause
void locks_in_storm();
void sleep_in_storm();

// -- sync_sema.cpp, sync_mutex.cpp, sync_rwmutex.cpp, sync_cond.cpp, sync_waitgroup.cpp: cases of Go's package sync
void sema_handoff();
void sema_handoff_two();
void semaphore();
void sema_order();
void sema_table();
void mutex();
void mutex_line();
void mutex_turns();
void mutex_handoff();
void mutex_fairness();
void mutex_starvation();
void hammer_rwmutex();
void parallel_readers();
void rwmutex_try();
void writer_first();
void rlocker();
void cond_signal();
void cond_generations();
void cond_broadcast();
void cond_race();
void cond_stealing();
void cond_rwmutex();
void wait_group();
void wait_group_race();
void wait_group_goexit();
void wait_group_misuse();  // two that may be too early for a third; see sync_test.cpp
void once();
void once_goexit();
void once_func();

enum class Needs : uint8_t {
  nothing,
  one_p,       // and slices that do not end by themselves
  exact_time,  // where time is virtual: one core that is not disturbed
  simulation,
};

struct Named {
  char const* name;
  void (*main)();
  Needs needs = Needs::nothing;
  bool dear = false;  // in simulation: fewer worlds, with more steps
};

// Scenarios that pass in every world.
inline constexpr Named kAll[] = {
    {"storm", storm},         {"ping_pong", ping_pong},   {"ring", ring},
    {"fan_out", fan_out},     {"yielders", yielders},     {"tree", tree},
    {"crowd", crowd},         {"queue_full", queue_full}, {"hogs", hogs},
    {"recursion", recursion}, {"hog_grows", hog_grows},   {"sleeping_core", sleeping_core},
    {"shrinking", shrinking},
    {"park_refused", park_refused},
    {"system_calls", system_calls},
    {"blocking_calls", blocking_calls},
    {"call_beside_hogs", call_beside_hogs},
    {"wake_and_work", wake_and_work},
    {"stop_the_world", stop_the_world},
    {"stoppers", stoppers},
    {"change_procs", change_procs},
    {"procs_with_queues", procs_with_queues},
    {"each_p_once", each_p_once},
    {"suspend_all", suspend_all},
    {"caught_in_a_call", caught_in_a_call},
    {"caught_running", caught_running},
    {"users_off", users_off},
    {"locked", locked},
    {"locked_nesting", locked_nesting},
    {"goexit", goexit},
    {"file_calls", file_calls, Needs::simulation},
    {"console_lines", console_lines, Needs::simulation},
    {"console_readers", console_readers, Needs::simulation},
    {"console_beside_hog", console_beside_hog, Needs::simulation},
    {"console_beside_all", console_beside_all, Needs::simulation},
    {"disk_requests", disk_requests, Needs::simulation},
    {"disk_late", disk_late, Needs::simulation},
    {"disk_never", disk_never, Needs::simulation},
    {"jobs", jobs},
    {"listed", listed},
    {"watched", watched},
    {"shell_beside_hogs", shell_beside_hogs},
};
inline constexpr uint32_t kAllCount = sizeof kAll / sizeof kAll[0];

// The cases of Go's tests: each passes in a world of its kind.
inline constexpr Named kProc[] = {
    {"yield_progress", yield_progress},
    {"parallelism", parallelism},
    {"call_alone", call_alone},
    {"watch_backs_off", watch_backs_off, Needs::exact_time, true},
    {"preemption", preemption},
    {"num_goroutine", num_goroutine},
    {"ping_pong_hog", ping_pong_hog},
    {"sixty_first_tick", sixty_first_tick, Needs::one_p},
    {"yield_in_turn", yield_in_turn, Needs::one_p},
    {"wait_beside_hogs", wait_beside_hogs, Needs::exact_time},
    {"main_goroutine", main_goroutine},
    {"num_goroutine_busy", num_goroutine_busy},
    {"getg_thread_switch", getg_thread_switch},
    {"preemption_gc", preemption_gc},
    {"call_fairness", call_fairness},
    {"spawn_fairness", spawn_fairness},
    {"preempt_split_big", preempt_split_big},
    {"each_gomaxprocs", each_gomaxprocs},
    {"slice_through_resize", slice_through_resize},
    {"big_gomaxprocs", big_gomaxprocs, Needs::nothing, true},
    {"yield_locked_progress", yield_locked_progress},
    {"yield_locked", yield_locked},
    {"block_locked", block_locked},
    {"lock_exit", lock_exit},
    {"lock_state", lock_state},
    {"locks_in_storm", locks_in_storm},
    {"sleep_in_storm", sleep_in_storm},
};
inline constexpr uint32_t kProcCount = sizeof kProc / sizeof kProc[0];

// Likewise those of package sync.
inline constexpr Named kSync[] = {
    {"sema_handoff", sema_handoff, Needs::one_p},
    {"sema_handoff_two", sema_handoff_two},
    {"semaphore", semaphore},
    {"sema_order", sema_order},
    {"sema_table", sema_table, Needs::exact_time},
    {"mutex", mutex},
    {"mutex_line", mutex_line},
    {"mutex_turns", mutex_turns, Needs::one_p},
    {"mutex_handoff", mutex_handoff, Needs::one_p},
    {"mutex_fairness", mutex_fairness, Needs::nothing, true},
    {"mutex_starvation", mutex_starvation, Needs::exact_time},
    {"hammer_rwmutex", hammer_rwmutex},
    {"parallel_readers", parallel_readers},
    {"rwmutex_try", rwmutex_try},
    {"writer_first", writer_first},
    {"rlocker", rlocker},
    {"cond_signal", cond_signal},
    {"cond_generations", cond_generations},
    {"cond_broadcast", cond_broadcast},
    {"cond_race", cond_race},
    {"cond_stealing", cond_stealing},
    {"cond_rwmutex", cond_rwmutex},
    {"wait_group", wait_group},
    {"wait_group_race", wait_group_race},
    {"wait_group_goexit", wait_group_goexit},
    {"once", once},
    {"once_goexit", once_goexit},
    {"once_func", once_func},
};
inline constexpr uint32_t kSyncCount = sizeof kSync / sizeof kSync[0];

// Timers. No timer is left behind.
inline constexpr Named kTime[] = {
    {"sleep_alone", sleep_alone},
    {"sleep_together", sleep_together},
    {"sleep_in_step", sleep_in_step},
    {"sleep_for_nothing", sleep_for_nothing},
    {"sleep_beside_hogs", sleep_beside_hogs},
    {"sleep_beside_all", sleep_beside_all},
    {"sleep_behind_a_call", sleep_behind_a_call},
    {"sleep_beside_blocking", sleep_beside_blocking},
    {"sleep_through_resize", sleep_through_resize},
    {"sleep_through_stops", sleep_through_stops},
    {"sleep_tied", sleep_tied},
    {"sleep_to_the_point", sleep_to_the_point, Needs::exact_time},
    {"sleep_costs_one_interrupt", sleep_costs_one_interrupt, Needs::exact_time},
    {"after_func", after_func},
    {"timer_of_the_first", timer_of_the_first},
    {"after_func_starvation", after_func_starvation},
    {"after_stress", after_stress},
    {"after", after},
    {"after_tick", after_tick},
    {"after_stop", after_stop},
    {"after_queuing", after_queuing},
    {"many_wait_for_one", many_wait_for_one},
    {"timer_stop_stress", timer_stop_stress},
    {"timer_reset", timer_reset},
    {"no_stale_value", no_stale_value},
    {"stop_result", stop_result},
    {"stop_after_lost_race", stop_after_lost_race},
    {"func_stop_result", func_stop_result},
    {"overflow_sleep", overflow_sleep},
    {"modified_earlier", modified_earlier},
    {"adjust_timers", adjust_timers},
    {"select_with_timeout", select_with_timeout},
    {"timers_in_storm", timers_in_storm},
    {"timers_through_resize", timers_through_resize},
    {"ticker", ticker},
    {"ticker_missed", ticker_missed},
    {"ticker_never_made", ticker_never_made},
    {"ticker_teardown", ticker_teardown},
    {"tick", tick},
    {"ticker_for_many", ticker_for_many},
    {"ticker_overflow", ticker_overflow},
};
inline constexpr uint32_t kTimeCount = sizeof kTime / sizeof kTime[0];

}  // namespace burrow::scenario

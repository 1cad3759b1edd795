// The cases of Go's tests about channels and select: scenarios, as those of scenarios.h. Each leaves no goroutine that does not end
// by itself, and no memory of the heap: whoever runs them checks it.
#pragma once

#include "tests/sim/scenarios.h"

namespace burrow::scenario {

// -- chan.cpp: single channels
void chan_empty_blocks();
void chan_full_blocks();
void chan_close();
void chan_in_order();
void chan_four_to_four();
void chan_len_cap();
void nonblock_recv_race();
void nonblock_recv_before_end();
void chan_zero_size();
void chan_big_elements();
void chan_moves();
void chan_handles();
void chan_chain_ends();
void block_locked_chan();

// -- select.cpp
void select_ready();
void nonblock_select_race();
void nonblock_select_race2();
void self_select();
void select_stress();
void select_duplicate();

// -- chan_crowds.cpp: many goroutines
void chan_fifo();
void chan_waiters_in_order();
void chan_chain();
void prime_sieve();
void multi_consumer();
void chan_mix();
void send_both_ends();
void chan_barrier();
void select_barrier();
void blocked_while_shrinking();
void waiting_takes_nothing();
void nonblock();

// -- select_more.cpp
void pseudo_random_send();
void select_fairness();
void double_select();
void select_alternate();
void select_table();
void select_shapes();
void select_leaves_middle();
void select_forms();
void select_many();
void select_linear();
void select_deep();
void timer_channel();

inline constexpr Named kChan[] = {
    {"chan_empty_blocks", chan_empty_blocks},
    {"chan_full_blocks", chan_full_blocks},
    {"chan_close", chan_close},
    {"chan_in_order", chan_in_order},
    {"chan_four_to_four", chan_four_to_four},
    {"chan_len_cap", chan_len_cap},
    {"nonblock_recv_race", nonblock_recv_race},
    {"nonblock_recv_before_end", nonblock_recv_before_end},
    {"chan_zero_size", chan_zero_size},
    {"chan_big_elements", chan_big_elements},
    {"chan_moves", chan_moves},
    {"chan_handles", chan_handles},
    {"chan_chain_ends", chan_chain_ends, Needs::nothing, true},
    {"block_locked_chan", block_locked_chan},
    {"select_ready", select_ready},
    {"nonblock_select_race", nonblock_select_race},
    {"nonblock_select_race2", nonblock_select_race2},
    {"self_select", self_select},
    {"select_stress", select_stress},
    {"select_duplicate", select_duplicate},
    {"chan_fifo", chan_fifo},
    {"chan_waiters_in_order", chan_waiters_in_order},
    {"chan_chain", chan_chain, Needs::nothing, true},
    {"prime_sieve", prime_sieve},
    {"multi_consumer", multi_consumer},
    {"chan_mix", chan_mix},
    {"send_both_ends", send_both_ends},
    {"chan_barrier", chan_barrier},
    {"select_barrier", select_barrier},
    {"blocked_while_shrinking", blocked_while_shrinking, Needs::nothing, true},
    {"waiting_takes_nothing", waiting_takes_nothing},
    {"nonblock", nonblock},
    {"pseudo_random_send", pseudo_random_send},
    {"select_fairness", select_fairness},
    {"double_select", double_select},
    {"select_alternate", select_alternate},
    {"select_table", select_table},
    {"select_shapes", select_shapes},
    {"select_leaves_middle", select_leaves_middle},
    {"select_forms", select_forms},
    {"select_many", select_many},
    {"select_linear", select_linear, Needs::nothing, true},
    {"select_deep", select_deep},
    {"timer_channel", timer_channel},
};
inline constexpr uint32_t kChanCount = sizeof kChan / sizeof kChan[0];

}  // namespace burrow::scenario

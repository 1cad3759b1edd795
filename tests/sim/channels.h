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
void chan_zero_size();
void chan_big_elements();
void chan_moves();
void chan_handles();

// -- select.cpp
void select_ready();
void nonblock_select_race();
void nonblock_select_race2();
void self_select();
void select_stress();
void select_duplicate();

inline constexpr Named kChan[] = {
    {"chan_empty_blocks", chan_empty_blocks},
    {"chan_full_blocks", chan_full_blocks},
    {"chan_close", chan_close},
    {"chan_in_order", chan_in_order},
    {"chan_four_to_four", chan_four_to_four},
    {"chan_len_cap", chan_len_cap},
    {"nonblock_recv_race", nonblock_recv_race},
    {"chan_zero_size", chan_zero_size},
    {"chan_big_elements", chan_big_elements},
    {"chan_moves", chan_moves},
    {"chan_handles", chan_handles},
    {"select_ready", select_ready},
    {"nonblock_select_race", nonblock_select_race},
    {"nonblock_select_race2", nonblock_select_race2},
    {"self_select", self_select},
    {"select_stress", select_stress},
    {"select_duplicate", select_duplicate},
};
inline constexpr uint32_t kChanCount = sizeof kChan / sizeof kChan[0];

}  // namespace burrow::scenario

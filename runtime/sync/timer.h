// The two kinds of timers behind Timer and Ticker: one starts a goroutine, the other sends on a channel.
#pragma once

#include <cstdint>

#include "runtime/model/hchan.h"
#include "runtime/sync/time.h"

namespace burrow {

// on g, all of them

// What becomes of the timer that sends on c, told by who uses c
void maybeRunChan(Hchan* c);       // sends now, if it is due and nobody did
void blockTimerChan(Hchan* c);     // holds c->lock: a G waits from now on
void unblockTimerChan(Hchan* c);   // and no more
void freeTimerChan(TimerChan* t);  // or on g0: the channel is gone

bool stop_func(detail::FuncTimer* ft);               // true: it was armed
bool reset_func(detail::FuncTimer* ft, int64_t ns);  // likewise

Hchan* make_timer_chan(int64_t when, int64_t period);              // one handle is the caller's; period 0: once
bool stop_timer_chan(Hchan* c);                                    // true: something would have come, or had not been received
bool reset_timer_chan(Hchan* c, int64_t when, int64_t period);     // likewise

}  // namespace burrow

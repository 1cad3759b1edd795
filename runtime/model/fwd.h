// The three nouns by name, so that their headers make no circle. Go: runtime2.go.
#pragma once

namespace burrow {

struct G;
struct M;
struct P;
struct Deferred;
struct Sudog;
struct Hchan;
struct TimerChan;

}  // namespace burrow

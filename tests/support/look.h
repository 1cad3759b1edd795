// One look at the whole state of a world, and the first broken invariant that it finds. Private to the checks.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/model/fwd.h"
#include "runtime/model/gstatus.h"

namespace burrow {

enum class Where : uint8_t { nowhere, queue, freelist };

struct Look {
  std::vector<Where>& where;  // by number of the G
  bool locked = false;        // sched.lock: its lists may be half changed
  bool broken = false;
  uint32_t queued = 0;
  uint32_t npidle = 0;
  int32_t nspinning = 0;
};

Look new_look();
char const* result(Look const& look);  // nullptr, or which invariant, by its number, and how it is broken

[[gnu::format(printf, 2, 3)]] void broken(Look& look, char const* format, ...);  // the first stays
void place(Look& look, G* gp, Where at, char const* what);                       // marks where gp was found; not twice

void look_everywhere(Look& look);  // at what holds always
void look_at_channels(Look& look);  // of that, at channels somebody waits for

unsigned long long goid(G const* gp);
GStatus status_of(G const* gp);    // whether someone looks at its stack or not
G const* g_at(uint32_t index);
bool holds_world(M const* mp);     // it stops the world, is about to or has: with a P, and one reason not to be preempted

}  // namespace burrow

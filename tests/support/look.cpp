// What a look notes, and small questions about Gs and Ms.
#include "tests/support/look.h"

#include <cstdarg>
#include <cstdio>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"

namespace burrow {

namespace {

char text[200];
std::vector<Where> places;

}  // namespace

Look new_look() {
  places.assign(sched.allglen.load(relaxed), Where::nowhere);
  return {.where = places, .locked = sched.lock.key.load(relaxed) != 0};
}

char const* result(Look const& look) { return look.broken ? text : nullptr; }

void broken(Look& look, char const* format, ...) {
  if (look.broken) {
    return;
  }
  look.broken = true;
  va_list rest;
  va_start(rest, format);
  vsnprintf(text, sizeof text, format, rest);
  va_end(rest);
}

void place(Look& look, G* gp, Where at, char const* what) {
  uint64_t const index = (gp->stack.lo - arch::stack_area().lo) / sched.config.stack_bytes;
  if (index >= look.where.size() || allg(static_cast<uint32_t>(index)) != gp) {
    return broken(look, "G2: something in %s is no G", what);
  }
  if (look.where[index] != Where::nowhere) {
    return broken(look, "G2: G%llu is in two places, one of them %s", goid(gp), what);
  }
  look.where[index] = at;
}

unsigned long long goid(G const* gp) { return gp->goid; }

GStatus status_of(G const* gp) { return without_scan(static_cast<GStatus>(gp->atomicstatus.load(relaxed))); }

G const* g_at(uint32_t index) {
  G const* gp = allg(index);
  if (gp == nullptr) {
    __builtin_unreachable();  // index < allglen
  }
  return gp;
}

bool holds_world(M const* mp) {
  return sched.worldsema.count == 0 && mp->p != nullptr && (mp->blocked || mp->p->status.load(relaxed) == PStatus::gcstop);
}

}  // namespace burrow

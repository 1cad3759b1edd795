// Who a core runs. Go: goroutineheader (traceback.go), newstack (stack.go).
#include "kernel/who.h"

#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"
#include "runtime/sched/proc.h"

namespace burrow {

namespace {

M const* find_m(uint32_t core) {
  M const* mp = allm;
  while (mp != nullptr && mp->id != core) mp = mp->alllink;
  return mp;
}

void put_header(Line& line, G const& gp) {
  auto const status = static_cast<GStatus>(gp.atomicstatus.load(acquire));  // acq: pairs with acq_rel in casgstatus
  line.put("goroutine ", gp.goid, " [");
  line.put(status == GStatus::waiting ? waitreason_name(gp.waitreason) : gstatus_name(status), "]");
}

// A scheduler stack does not grow at all.
bool may_not_grow_to(G const& owner, uintptr_t addr) {
  return owner.is_g0 || addr < owner.stack.lo + arch::kPageSize;
}

}  // namespace

void put_who(Line& line, uint32_t core) {
  line.put("core ", core);
  M const* const mp = find_m(core);
  if (mp == nullptr) return;
  line.put(", M ", mp->id);
  if (mp->p != nullptr) line.put(", P ", mp->p->id);
  line.put(", ");
  if (mp->curg != nullptr) {
    put_header(line, *mp->curg);
  } else {
    line.put("scheduler");
  }
}

bool put_overflow(Line& line, uintptr_t addr, uintptr_t sp) {
  G const* const owner = stack_owner(addr);
  if (owner == nullptr || !may_not_grow_to(*owner, addr)) return false;
  Stack const& stack = owner->stack;
  line.put("runtime: ", owner->is_g0 ? "scheduler" : "goroutine", " stack exceeds ", stack.hi - stack.lo, "-byte limit\n");
  line.put("runtime: sp=", hex(sp), " stack=[", hex(stack.lo), ", ", hex(stack.hi), "]\n");
  line.put("fatal error: stack overflow", owner->is_g0 ? " on g0" : "");
  return true;
}

}  // namespace burrow

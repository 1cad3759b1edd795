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

bool put_overflow(Line& line, uintptr_t addr) {
  G const* const owner = stack_owner(addr);
  if (owner == nullptr || addr >= owner->stack.lo + arch::kPageSize) return false;
  if (owner->is_g0) {
    line.put("scheduler stack of core ", owner->m->id);
  } else {
    line.put("goroutine stack");
  }
  line.put(" exceeds ", owner->stack.hi - owner->stack.lo, "-byte limit");
  return true;
}

}  // namespace burrow

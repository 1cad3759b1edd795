// Go: stackalloc, stackfree (stack.go). Differs: pages come and go under a stack that stays where it is.
#include "runtime/queue/gstack.h"

#include "arch/arch.h"
#include "runtime/base/layout.h"
#include "runtime/model/g.h"

namespace burrow {

bool commit_page(G* gp, uintptr_t addr) {
  if (!arch::stack_commit(addr)) {
    return false;
  }
  uintptr_t page = align_down(addr, arch::kPageSize);
  uintptr_t lowest = gp->committed.load(relaxed);
  while (page < lowest && !gp->committed.cas(lowest, page, relaxed, relaxed)) {
    arch::cpu_relax();
  }
  return true;
}

void release_below(G* gp, uintptr_t keep) {
  uintptr_t lowest = gp->committed.load(relaxed);  // relaxed: who wrote there has told the owner
  if (lowest < keep) {
    gp->committed.store(keep, relaxed);  // relaxed: nobody is below
    arch::stack_release(lowest, keep);
  }
}

bool has_first_page(G const* gp) { return gp->committed.load(relaxed) != gp->stack.hi; }  // relaxed: a dead G's owner

}  // namespace burrow

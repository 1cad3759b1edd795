// The walk along the frame pointers.
#include "runtime/base/unwinder.h"

#include "runtime/base/findfunc.h"

namespace burrow {

static constexpr uint32_t kMaxSteps = 200'000;  // more than records fit a stack: the chain is a circle

struct FrameRecord {
  uintptr_t caller_fp;
  uintptr_t return_pc;
};

Unwinder::Unwinder(arch::Context const& at, bool exact, Reach const& reach) : at_(at), exact_(exact), reach_(reach) {}

bool Unwinder::reaches(uintptr_t addr) const {
  return addr % sizeof(uintptr_t) == 0 && addr >= reach_.lo && addr < reach_.hi &&
         reach_.hi - addr >= sizeof(uintptr_t) && (reach_.readable == nullptr || reach_.readable(addr));
}

// at is exact. fp is then still the caller's, or again.
bool Unwinder::leave_without_record(arch::Context const& at) {
  Func func;
  if (findfunc_hook == nullptr || !findfunc_hook(at.pc, &func) || func.ret == Func::kInRecord) {
    return false;
  }
  if (func.ret == Func::kInLr) {
    at_.pc = at.lr;
    return true;
  }
  uintptr_t place = at.sp + (func.ret - Func::kWordAtSp) * sizeof(uintptr_t);
  if (place == at.fp + offsetof(FrameRecord, return_pc) || !reaches(place)) {  // fp has been set since
    return false;
  }
  at_.pc = *reinterpret_cast<uintptr_t const*>(place);
  return true;
}

void Unwinder::next() {
  arch::Context at = at_;
  bool exact = exact_;
  at_.pc = 0;
  exact_ = false;
  if (steps_++ == kMaxSteps || (exact && leave_without_record(at)) || at.fp == 0 || !reaches(at.fp) ||
      !reaches(at.fp + offsetof(FrameRecord, return_pc))) {
    return;
  }
  FrameRecord record = *reinterpret_cast<FrameRecord const*>(at.fp);
  if (record.caller_fp == at.fp) {
    return;
  }
  at_.pc = record.return_pc;
  at_.fp = record.caller_fp;
  exact_ = arch::interrupted_context(at.pc, at.fp, &at_);
  if (reach_.readable == nullptr) {
    reach_.lo = at.fp + sizeof(FrameRecord);
  }
}

}  // namespace burrow

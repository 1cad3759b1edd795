// The walk along the frame pointers.
#include "runtime/base/unwinder.h"

namespace burrow {

static constexpr uint32_t kMaxSteps = 200'000;  // more than records fit a stack: the chain is a circle

struct FrameRecord {
  uintptr_t caller_fp;
  uintptr_t return_pc;
};

Unwinder::Unwinder(arch::Context const& at, bool exact, Reach const& reach)
    : pc_(at.pc), fp_(at.fp), exact_(exact), reach_(reach) {}

bool Unwinder::reaches(uintptr_t addr) const {
  return addr >= reach_.lo && addr < reach_.hi && reach_.hi - addr >= sizeof(uintptr_t) &&
         (reach_.readable == nullptr || reach_.readable(addr));
}

void Unwinder::next() {
  uintptr_t fp = fp_;
  bool interrupted = arch::in_async_preempt(pc_);  // asyncPreempt: nobody called it
  pc_ = 0;
  if (fp == 0 || fp % sizeof(uintptr_t) != 0 || steps_++ == kMaxSteps || !reaches(fp) ||
      !reaches(fp + offsetof(FrameRecord, return_pc))) {
    return;
  }
  FrameRecord record = *reinterpret_cast<FrameRecord const*>(fp);
  if (record.caller_fp == fp) {
    return;
  }
  pc_ = record.return_pc;
  fp_ = record.caller_fp;
  exact_ = interrupted;
  if (reach_.readable == nullptr) {
    reach_.lo = fp + sizeof(FrameRecord);
  }
}

}  // namespace burrow

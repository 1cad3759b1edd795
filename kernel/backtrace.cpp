// The walk along the frame pointers.
#include "kernel/backtrace.h"

namespace burrow {

namespace {

struct FrameRecord {
  uintptr_t caller_fp;
  uintptr_t return_pc;
};

bool is_record(uintptr_t fp, Readable readable) {
  return fp % sizeof(uintptr_t) == 0 && fp < UINTPTR_MAX - sizeof(FrameRecord) && readable(fp) &&
         readable(fp + offsetof(FrameRecord, return_pc));
}

// false: no room.
bool append(Backtrace& trace, uintptr_t pc) {
  if (trace.depth != 0 && trace.entries[trace.depth - 1].pc == pc) {
    trace.entries[trace.depth - 1].times++;
    return true;
  }
  if (trace.depth == Backtrace::kMaxDepth) return false;
  trace.entries[trace.depth++] = {pc, 1};
  return true;
}

}  // namespace

void walk_frames(uintptr_t pc, uintptr_t fp, Readable readable, Backtrace& trace) {
  constexpr uint32_t kMaxSteps = 200'000;  // more than records fit a stack: the chain is a circle
  trace.depth = 0;
  append(trace, pc);
  for (uint32_t step = 0; step < kMaxSteps && fp != 0 && is_record(fp, readable); step++) {
    FrameRecord const record = *reinterpret_cast<FrameRecord const*>(fp);
    if (record.return_pc == 0 || record.caller_fp == fp || !append(trace, record.return_pc)) return;
    fp = record.caller_fp;
  }
}

}  // namespace burrow

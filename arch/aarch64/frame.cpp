// An interrupted core's registers, for reports.
#include "arch/aarch64/core.h"
#include "arch/line.h"

extern "C" char asyncPreempt_end[];

namespace burrow::bare {
namespace {

constexpr char kNames[][4] = {"x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",  "x9",  "x10", "x11",
                              "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23",
                              "x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp",  "pc",  "psr", "esr", "far"};
constexpr uint32_t kCount = sizeof(kNames) / sizeof(kNames[0]);
constexpr uint32_t kPerLine = 4;
constexpr size_t kNameWidth = 6;
static_assert(kCount % kPerLine == 0);
static_assert(sizeof(arch::Frame) == kCount * sizeof(uint64_t));

}  // namespace

arch::Context frame_context(arch::Frame const& frame) {
  return {.pc = frame.pc, .sp = frame.sp, .fp = frame.x[29], .lr = frame.x[30]};
}

void frame_print(arch::Frame const& frame) {
  uint64_t const* values = frame.x;
  Line line;
  for (uint32_t i = 0; i < kCount; i++) {
    line.right(kNames[i], kNameWidth).text(" ").hex(i < 31 ? values[i] : (&frame.sp)[i - 31]);
    if (i % kPerLine == kPerLine - 1) line.end();
  }
}

}  // namespace burrow::bare

namespace burrow::arch {

bool interrupted_context(uintptr_t pc, uintptr_t fp, Context* at) {
  if (pc <= reinterpret_cast<uintptr_t>(asyncPreempt) || pc >= reinterpret_cast<uintptr_t>(asyncPreempt_end)) return false;
  auto const* pushed = reinterpret_cast<uint64_t const*>(fp);  // by inject_preempt
  *at = {.pc = pushed[PUSHED_PC / 8], .sp = fp + PUSHED_SIZE, .fp = pushed[PUSHED_X29 / 8], .lr = pushed[PUSHED_X30 / 8]};
  return true;
}

}  // namespace burrow::arch

// A suspended execution, as arch_mcall pushes and arch_gogo pops it. Go: sys_arm64.go gostartcall, stack.go gostartcallfn.
#include "arch/arch.h"

extern "C" char arch_goroutine_entry[];

namespace burrow::arch {
namespace {

struct SwitchFrame {  // switch.S
  uint64_t x29;
  uint64_t x30;
  uint64_t x19_to_x28[10];
  uint64_t d8_to_d15[8];
  uint64_t fpcr;
  uint64_t pad;
};
static_assert(sizeof(SwitchFrame) == 176 && offsetof(SwitchFrame, fpcr) == 160);

}  // namespace

void gostartcallfn(Gobuf* buf, uintptr_t stack_top, void (*fn)(void*), void* arg) {
  auto* frame = reinterpret_cast<SwitchFrame*>(stack_top - sizeof(SwitchFrame));
  *frame = {};
  frame->x30 = reinterpret_cast<uint64_t>(arch_goroutine_entry);
  frame->x19_to_x28[0] = reinterpret_cast<uint64_t>(fn);
  frame->x19_to_x28[1] = reinterpret_cast<uint64_t>(arg);
  buf->sp = reinterpret_cast<uintptr_t>(frame);
}

Context gobuf_context(Gobuf const& buf) {
  auto const* frame = reinterpret_cast<SwitchFrame const*>(buf.sp);
  return {.pc = frame->x30, .sp = buf.sp, .fp = frame->x29, .lr = 0};
}

}  // namespace burrow::arch

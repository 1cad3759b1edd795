// A suspended execution, as switch.S pushes and pops it. Go: gostartcallfn, gostartcall. Serves host programs too.
#include "arch/arch.h"

extern "C" void arch_goroutine_entry();

namespace burrow::arch {
namespace {

struct SwitchFrame {
  uint32_t mxcsr;
  uint32_t x87_control;
  uintptr_t r15, r14, r13, r12, rbx, rbp;
  uintptr_t rip;
};
static_assert(sizeof(SwitchFrame) == 64);

constexpr uint32_t kDefaultMxcsr = 0x1f80;  // all exceptions masked, round to nearest
constexpr uint32_t kDefaultX87Control = 0x037f;

}  // namespace

void gostartcallfn(Gobuf* buf, uintptr_t stack_top, void (*fn)(void*), void* arg) {
  auto* frame = reinterpret_cast<SwitchFrame*>(stack_top) - 1;
  *frame = {.mxcsr = kDefaultMxcsr,
            .x87_control = kDefaultX87Control,
            .r15 = 0,
            .r14 = 0,
            .r13 = 0,
            .r12 = reinterpret_cast<uintptr_t>(arg),
            .rbx = reinterpret_cast<uintptr_t>(fn),
            .rbp = 0,
            .rip = reinterpret_cast<uintptr_t>(&arch_goroutine_entry)};
  buf->sp = reinterpret_cast<uintptr_t>(frame);
}

Context gobuf_context(Gobuf const& buf) {
  auto const* frame = reinterpret_cast<SwitchFrame const*>(buf.sp);
  return {.pc = frame->rip, .sp = buf.sp, .fp = frame->rbp, .lr = 0};
}

}  // namespace burrow::arch

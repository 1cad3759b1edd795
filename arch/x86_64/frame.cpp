// What an interrupted context looks like, and how asyncPreempt is slipped under it. Go: pushCall and dumpregs in
// signal_amd64.go.
#include "arch/x86_64/frame.h"

#include "arch/bare.h"
#include "arch/line.h"
#include "arch/x86_64/ops.h"

extern "C" uint64_t x86_vector_state_size;
extern "C" char asyncPreempt_end[];

namespace burrow::arch {

void inject_preempt(Frame& frame) {
  frame.rsp -= sizeof(uint64_t);
  *reinterpret_cast<uint64_t*>(frame.rsp) = frame.rip;
  frame.rip = reinterpret_cast<uint64_t>(&asyncPreempt);
}

size_t preempt_spill() {
  constexpr size_t kWords = 17;         // return address, flags, fifteen registers
  constexpr size_t kAlignment = 64;
  constexpr size_t kCalls = 1024;       // asyncPreempt2 down to arch_mcall
  return kWords * sizeof(uint64_t) + kAlignment + x86_vector_state_size + kCalls;
}

bool interrupted_context(uintptr_t pc, uintptr_t fp, Context* at) {
  if (pc <= reinterpret_cast<uintptr_t>(asyncPreempt) || pc >= reinterpret_cast<uintptr_t>(asyncPreempt_end)) return false;
  auto const* pushed = reinterpret_cast<uint64_t const*>(fp);  // rbp, rip
  *at = {.pc = pushed[1], .sp = fp + 2 * sizeof(uint64_t), .fp = pushed[0], .lr = 0};
  return true;
}

}  // namespace burrow::arch

namespace burrow::bare {
namespace {

struct Named {
  char const* name;
  uint64_t value;
};

void print_row(Named const (&row)[3]) {
  Line line;
  for (Named const& item : row) line.text("  ").text(item.name).text(" ").hex(item.value);
  line.end();
}

}  // namespace

arch::Context frame_context(arch::Frame const& frame) {
  return {.pc = frame.rip, .sp = frame.rsp, .fp = frame.rbp, .lr = 0};
}

void frame_print(arch::Frame const& frame) {
  print_row({{"rip", frame.rip}, {"rsp", frame.rsp}, {"rbp", frame.rbp}});
  print_row({{"rax", frame.rax}, {"rbx", frame.rbx}, {"rcx", frame.rcx}});
  print_row({{"rdx", frame.rdx}, {"rsi", frame.rsi}, {"rdi", frame.rdi}});
  print_row({{"r8 ", frame.r8}, {"r9 ", frame.r9}, {"r10", frame.r10}});
  print_row({{"r11", frame.r11}, {"r12", frame.r12}, {"r13", frame.r13}});
  print_row({{"r14", frame.r14}, {"r15", frame.r15}, {"flg", frame.rflags}});
  print_row({{"cr0", x86::read_cr0()}, {"cr2", x86::read_cr2()}, {"cr3", x86::read_cr3()}});
  print_row({{"cr4", x86::read_cr4()}, {"vec", frame.vector}, {"err", frame.error}});
}

}  // namespace burrow::bare

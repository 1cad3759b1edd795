// GDT, TSS and IDT, and the four stacks that interrupts and faults of a core switch to. SDM vol. 3, 6.14 and 7.7.
// Invariants: S5 a vector never runs on the stack it interrupted, but for a fault in a handler of its own kind, which
// ends the machine. S6 whatever may come while a handler runs has another
// stack: interrupts < page faults < other exceptions < NMI.
#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/ops.h"

extern "C" char x86_vectors[];

namespace burrow::x86 {
namespace {

constexpr uint64_t kCodeDescriptor = 0x00af'9b00'0000'ffff;  // 64-bit, present, accessed
constexpr uint64_t kDataDescriptor = 0x00cf'9300'0000'ffff;
constexpr uint16_t kTssSegment = 0x18;
constexpr uint32_t kGsBaseMsr = 0xc000'0101;
constexpr size_t kHandlerStackSize = 16 << 10;
constexpr size_t kFirstStackSize = 8 << 10;

enum Ist : uint8_t { kInterruptStack = 1, kPageFaultStack, kExceptionStack, kNmiStack };

struct Gate {
  uint16_t offset_low;
  uint16_t segment;
  uint8_t ist;
  uint8_t type;
  uint16_t offset_middle;
  uint32_t offset_high;
  uint32_t reserved;
};
static_assert(sizeof(Gate) == 16);

struct [[gnu::packed]] TablePointer {
  uint16_t limit;
  uint64_t base;
};

constinit Gate idt[256]{};  // written by core 0 before it loads it, then constant

uint8_t stack_for(uint32_t vector) {
  constexpr uint32_t kNmi = 2, kPageFault = 14, kFirstInterrupt = 32;
  if (vector >= kFirstInterrupt) return kInterruptStack;
  if (vector == kNmi) return kNmiStack;
  return vector == kPageFault ? kPageFaultStack : kExceptionStack;
}

Gate gate_for(uint32_t vector) {
  constexpr uint8_t kInterruptGate = 0x8e;  // present, masks interrupts
  constexpr uint32_t kVectorSize = 16;
  uint64_t const target = reinterpret_cast<uint64_t>(x86_vectors) + vector * kVectorSize;
  return {static_cast<uint16_t>(target), kCodeSegment, stack_for(vector), kInterruptGate,
          static_cast<uint16_t>(target >> 16), static_cast<uint32_t>(target >> 32), 0};
}

void set_tss_descriptor(Core& core) {
  constexpr uint64_t kAvailableTss = uint64_t{0x89} << 40;
  uint64_t const base = reinterpret_cast<uint64_t>(&core.tss);
  core.gdt[3] = (sizeof(Tss) - 1) | (base & 0xff'ffff) << 16 | kAvailableTss | (base >> 24 & 0xff) << 56;
  core.gdt[4] = base >> 32;
}

}  // namespace

bool segments_prepare(Core& core) {
  core.gdt[1] = kCodeDescriptor;
  core.gdt[2] = kDataDescriptor;
  set_tss_descriptor(core);
  core.tss.io_map = sizeof(Tss);
  bool done = true;
  for (uint32_t ist = kInterruptStack; ist <= kNmiStack; ist++) {
    core.tss.ist[ist - 1] = bare::guarded_stack(kHandlerStackSize);
    done = done && core.tss.ist[ist - 1] != 0;
  }
  core.first_stack = bare::guarded_stack(kFirstStackSize);
  return done && core.first_stack != 0;
}

void segments_load(Core& core) {
  if (&core == &x86_cores[0]) {
    for (uint32_t vector = 0; vector < 256; vector++) idt[vector] = gate_for(vector);
  }
  TablePointer const gdt_pointer{sizeof(core.gdt) - 1, reinterpret_cast<uint64_t>(core.gdt)};
  TablePointer const idt_pointer{sizeof(idt) - 1, reinterpret_cast<uint64_t>(idt)};
  asm volatile(
      "lgdt %0\n\t"
      "lidt %1\n\t"
      "pushq %2\n\t"
      "leaq 1f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "lretq\n"
      "1:\n\t"
      "movl %3, %%ds\n\t"
      "movl %3, %%es\n\t"
      "movl %3, %%ss\n\t"
      "movl %4, %%fs\n\t"
      "movl %4, %%gs\n\t"
      "ltr %w5"
      :
      : "m"(gdt_pointer), "m"(idt_pointer), "i"(kCodeSegment), "r"(0x10), "r"(0), "r"(kTssSegment)
      : "rax", "memory");
  wrmsr(kGsBaseMsr, reinterpret_cast<uint64_t>(&core));
}

}  // namespace burrow::x86

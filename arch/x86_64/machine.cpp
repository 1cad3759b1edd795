// The boot core's machine, in the order of what needs what.
#include "arch/bare.h"
#include "arch/line.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/irq.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

// The two 8259s: vectors 32 to 47, so that a stray interrupt is not taken for an exception, and all inputs masked.
void silence_pic() {
  constexpr uint16_t kCommand1 = 0x20, kData1 = 0x21, kCommand2 = 0xa0, kData2 = 0xa1;
  constexpr uint8_t kInit = 0x11, kFirst1 = 0x20, kFirst2 = 0x28, k8086 = 1;
  out8(kCommand1, kInit);
  out8(kCommand2, kInit);
  out8(kData1, kFirst1);
  out8(kData2, kFirst2);
  out8(kData1, 1 << 2);  // the second hangs on input 2 of the first
  out8(kData2, 2);
  out8(kData1, k8086);
  out8(kData2, k8086);
  out8(kData1, 0xff);
  out8(kData2, 0xff);
}

}  // namespace
}  // namespace burrow::x86

namespace burrow::bare {

void machine_init(BootInfo const& boot) {
  using namespace x86;
  Core& core = x86_cores[0];
  core.apic_id = static_cast<uint32_t>(boot.cpu_id[0]);
  if (!segments_prepare(core)) {
    Line().text("burrow: usage: no memory for the stacks of core 0").end();
    arch::exit(arch::Verdict::usage);
  }
  segments_load(core);
  cpu_init();
  silence_pic();
  lapic_set_base(boot);
  lapic_init();
  irq_init(boot);
  clock_init(boot);
}

void irq_open() { asm volatile("sti" : : : "memory"); }

}  // namespace burrow::bare

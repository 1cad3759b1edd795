// The machine's state, and its set-up on the boot core.
#include "arch/aarch64/clock.h"
#include "arch/aarch64/core.h"
#include "arch/aarch64/gic.h"
#include "arch/line.h"

extern "C" char vectors[];

namespace burrow::bare {

constinit Machine machine{};
constinit Core aarch64_cores[arch::kMaxCores]{};

namespace {

constexpr size_t kIrqStack = 16384;
constexpr size_t kFaultStack = 16384;
constexpr size_t kDoubleStack = 16384;

}  // namespace

bool core_stacks(Core& core) {
  core.irq_top = guarded_stack(kIrqStack);
  core.irq_lo = core.irq_top - kIrqStack;
  core.fault_top = guarded_stack(kFaultStack);
  core.double_top = guarded_stack(kDoubleStack);
  return core.irq_top != 0 && core.fault_top != 0 && core.double_top != 0;
}

void core_setup() {
  write_vbar_el1(reinterpret_cast<uint64_t>(vectors));
  isb();
  gic_core_init(this_core());
  arch::set_deadline(arch::kNever);
  asm volatile("msr daifclr, #5" ::: "memory");  // A and F
}

void machine_init(BootInfo const& boot) {
  Core& core = this_core();
  core.mpidr = read_mpidr_el1() & kAffinity;
  core.state.store(Core::State::started, std::memory_order_relaxed);  // rlx: no other core runs yet
  if (!core_stacks(core)) {
    Line().text("burrow: usage: no memory for the stacks of core 0").end();
    arch::exit(arch::Verdict::usage);
  }
  machine.fw_cfg = boot.fw_cfg_base;
  machine.nvirtio_mmio = boot.nvirtio_mmio;
  for (uint32_t i = 0; i < boot.nvirtio_mmio; i++) machine.virtio_mmio[i] = boot.virtio_mmio[i];
  machine.pci_ecam = boot.pci_ecam_base;
  machine.pci_next = boot.pci_window.base;
  machine.pci_end = boot.pci_window.base + boot.pci_window.size;
  for (uint32_t i = 0; i < 4; i++) machine.pci_irq[i] = boot.pci_irq[i];
  clock_init();
  gic_init(boot);
  core_setup();
}

void irq_open() { asm volatile("msr daifclr, #2" ::: "memory"); }

uint32_t core_id() { return this_core().id; }

char const* cpu_features() {
  static constexpr char const* kText[2][2] = {{"GICv2, no PAN", "GICv2, PAN"}, {"GICv3, no PAN", "GICv3, PAN"}};
  bool const pan = (read_mmfr1_el1() >> 20 & 0xf) != 0;
  return kText[machine.gic_version == 3][pan];
}

void dead_end() {
  asm volatile("msr daifset, #15" ::: "memory");
  while (true) {
    asm volatile("wfi" ::: "memory");
    arch::cpu_relax();  // something may stay pending
  }
}

}  // namespace burrow::bare

namespace burrow::arch {

uint32_t ncores() { return bare::machine.ncores; }

CoreStats core_stats(uint32_t id) {
  bare::Core const& core = *bare::machine.by_id[id];
  return {core.timer_irqs.load(std::memory_order_relaxed), core.pokes.load(std::memory_order_relaxed),  // rlx: snapshot
          core.halts.load(std::memory_order_relaxed), core.device_irqs.load(std::memory_order_relaxed)};
}

}  // namespace burrow::arch

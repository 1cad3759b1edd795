// What this machine knows of each core and of itself. TPIDRRO_EL0 points to the running core's block, from start.S on.
#pragma once

#include <atomic>

#include "arch/aarch64/layout.h"
#include "arch/aarch64/sysreg.h"
#include "arch/bare.h"

namespace burrow::bare {

struct alignas(64) Core {
  // -- constant once the core runs; the first six are read by assembly
  uintptr_t irq_top;
  uintptr_t fault_top;
  uintptr_t double_top;
  uintptr_t irq_lo;
  uint64_t scratch[2];  // nested_stub's, own core only
  uint64_t root;
  uint64_t mpidr;
  uint64_t gicr;        // GICv3: its redistributor
  uint32_t gic_target;  // GICv2: the bit of its CPU interface
  uint32_t id;

  // -- first work: written by core_enter before `entry`
  uintptr_t stack_top;
  void* arg;

  arch::Context context;  // own core, before `stopped`

  // -- atomic
  enum class State : uint32_t { absent, starting, started, abandoned };
  std::atomic<State> state;             // boot core and this one: absent -> starting -> started | abandoned, by cas
  std::atomic<void (*)(void*)> entry;   // core_enter rel, this core acq
  std::atomic<bool> stopped;            // this core rel, stop_cores acq
  std::atomic<uint32_t> double_faults;  // own core
  std::atomic<uint64_t> timer_irqs;     // own core writes, anyone reads a snapshot; likewise the next three
  std::atomic<uint64_t> pokes;
  std::atomic<uint64_t> halts;
  std::atomic<uint64_t> device_irqs;
};
static_assert(offsetof(Core, irq_top) == CORE_IRQ_TOP && offsetof(Core, fault_top) == CORE_FAULT_TOP);
static_assert(offsetof(Core, double_top) == CORE_DOUBLE_TOP && offsetof(Core, irq_lo) == CORE_IRQ_LO);
static_assert(offsetof(Core, scratch) == CORE_SCRATCH && offsetof(Core, root) == CORE_ROOT);

extern "C" Core aarch64_cores[arch::kMaxCores];  // by the firmware's order; start.S gives the boot core the first

struct Machine {
  // -- constant after console_init
  uintptr_t uart;
  uint32_t uart_irq;
  uint32_t nvirtio_mmio;
  BootInfo::DeviceAt virtio_mmio[BootInfo::kMaxVirtioMmio];
  uintptr_t pci_ecam;
  uint64_t pci_end;     // of the window for registers
  uint32_t pci_irq[4];
  bool has_psci;
  bool psci_smc;
  // -- constant after machine_init
  uint32_t gic_version;
  bool gic_group0;  // GICv3 with a single security state: group 0 is ours, and arrives as FIQ
  uintptr_t gicd;
  uintptr_t gicc;
  uintptr_t gicr;
  uint64_t gicr_size;
  uint32_t timer_irq;
  uintptr_t fw_cfg;
  uint64_t ticks_at_boot;
  uint64_t ns_per_tick;   // 32.32, rounded down
  uint64_t ticks_per_ns;  // 32.32, rounded up
  // -- boot core, constant once the first goroutine runs
  uint64_t pci_next;    // what of the window is still free; 0: there is none
  // -- boot core, constant after cores_start
  uint32_t ncores = 1;
  Core* by_id[arch::kMaxCores] = {&aarch64_cores[0]};
};

extern Machine machine;

inline Core& this_core() { return *reinterpret_cast<Core*>(read_tpidrro_el0()); }

inline void count(std::atomic<uint64_t>& counter) {  // rlx: one writer, and readers want a snapshot only
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

bool core_stacks(Core& core);  // allocates its exception stacks; false: out of memory
void core_setup();             // on each core once: its interrupt interface, its timer, SError and FIQ open
[[noreturn]] void dead_end();  // masked sleep for ever
void wait_for_interrupt();     // masked · sleeps, takes what is pending, returns masked

extern "C" {
extern char semihosting_trap[];              // its hlt: undefined where nobody listens
int64_t psci_by_hvc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);
int64_t psci_by_smc(uint64_t function, uint64_t a, uint64_t b, uint64_t c);
}

inline int64_t psci_call(uint64_t function, uint64_t a, uint64_t b, uint64_t c) {
  return machine.psci_smc ? psci_by_smc(function, a, b, c) : psci_by_hvc(function, a, b, c);
}

}  // namespace burrow::bare

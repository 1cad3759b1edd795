// What the boot code found out about the machine, as plain data: filled by boot/<isa>/boot_info.cpp, read by kernel/ and
// the iron machines. Addresses are physical.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {

struct MemoryRange {
  uint64_t base;
  uint64_t size;
};

struct BootInfo {
  static constexpr uint32_t kMaxRanges = 32;
  static constexpr uint32_t kMaxCpus = 64;
  static constexpr size_t kMaxCommandLine = 2048;
  static constexpr uint64_t kMemoryEnd = uint64_t{32} << 40;  // RAM beyond is left out: the kernel's stacks begin there

  // The first thing wrong with the machine as a sentence without a full stop, or nullptr. The kernel prints it and ends
  // with Verdict::usage. Set by complain.
  char const* problem;

  char command_line[kMaxCommandLine];  // NUL-terminated; `problem` is set where the loader's was longer

  uint32_t nram;                       // usable memory, page-aligned, without overlap, ascending
  MemoryRange ram[kMaxRanges];
  uint32_t nreserved;                  // parts of it that are taken: the image, boot data, firmware tables still needed
  MemoryRange reserved[kMaxRanges];

  uint32_t ncpu;                       // enabled cores, the boot core first
  uint64_t cpu_id[kMaxCpus];           // x86: APIC id; aarch64: MPIDR affinity
  uint32_t ncpu_left_out;              // enabled cores beyond kMaxCpus

  struct DeviceAt {
    uint64_t base;
    uint32_t irq;                      // what irq_attach calls its line
  };

  // -- x86-64
  struct IoApic {
    uint64_t base;
    uint32_t first_gsi;
  };
  static constexpr uint32_t kMaxIoApics = 4;
  static constexpr uint32_t kIsaIrqs = 16;
  uint32_t nioapic;                    // beyond kMaxIoApics they are left out
  IoApic ioapic[kMaxIoApics];
  struct IsaIrq {
    uint32_t gsi;
    uint16_t flags;                    // MPS INTI: polarity in bits 0 and 1, trigger mode in 2 and 3; 0: as the bus has it
  };
  IsaIrq isa_irq[kIsaIrqs];
  uint64_t lapic_base;
  uint64_t pm_timer_port;              // 0: none (FADT)

  // -- aarch64
  uint64_t uart_base;
  uint32_t uart_irq;                   // interrupt id (SPI + 32); 0: none
  static constexpr uint32_t kMaxVirtioMmio = 32;
  uint32_t nvirtio_mmio;               // places where a virtio device may be
  DeviceAt virtio_mmio[kMaxVirtioMmio];
  uint64_t pci_ecam_base, pci_ecam_size;
  MemoryRange pci_window;              // for registers of devices, below 4 GiB
  uint32_t pci_irq[4];                 // interrupt ids of line A, by the number of the device modulo 4; 0: none
  uint64_t fw_cfg_base, fw_cfg_size;   // QEMU's files
  uint32_t gic_version;                // 2 or 3
  uint64_t gicd_base, gicd_size;
  uint64_t gicc_base, gicc_size;       // GICv2 CPU interface
  uint64_t gicr_base, gicr_size;       // GICv3 redistributors
  uint32_t timer_irq;                  // interrupt id of the virtual timer (PPI + 16)
  bool psci_smc;                       // PSCI by smc instead of hvc
  bool has_psci;
};

inline void complain(BootInfo& boot, char const* problem) {
  if (boot.problem == nullptr) boot.problem = problem;
}

}  // namespace burrow

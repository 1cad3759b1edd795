// The PL011 serial port (DDI 0183), polled.
#include "arch/aarch64/core.h"

namespace burrow::bare {
namespace {

constexpr uintptr_t kData = 0x00;
constexpr uintptr_t kFlags = 0x18;
constexpr uint32_t kTransmitFull = 0x20;
constexpr uintptr_t kLineControl = 0x2c;
constexpr uint32_t kEightBitsFifo = 0x70;
constexpr uintptr_t kControl = 0x30;
constexpr uint32_t kEnableTransmit = 0x101;
constexpr uint32_t kPatience = 1'000'000;  // reads of a full FIFO's flags; then the byte is written all the same

}  // namespace

void console_init(BootInfo const& boot) {
  machine.has_psci = boot.has_psci;
  machine.psci_smc = boot.psci_smc;
  machine.uart = boot.uart_base;
  if (machine.uart == 0) return;
  mmio_write(machine.uart + kControl, 0);
  mmio_write(machine.uart + kLineControl, kEightBitsFifo);
  mmio_write(machine.uart + kControl, kEnableTransmit);
}

}  // namespace burrow::bare

namespace burrow::arch {

void write(char const* text, size_t bytes) {
  uintptr_t const uart = bare::machine.uart;
  for (size_t i = 0; uart != 0 && i < bytes; i++) {
    for (uint32_t tries = 0; tries < bare::kPatience; tries++) {
      if ((bare::mmio_read(uart + bare::kFlags) & bare::kTransmitFull) == 0) break;
      cpu_relax();
    }
    bare::mmio_write(uart + bare::kData, static_cast<uint8_t>(text[i]));
  }
}

}  // namespace burrow::arch

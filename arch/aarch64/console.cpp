// The PL011 serial port (DDI 0183): its output polled, its input by interrupts.
#include "arch/aarch64/core.h"

namespace burrow::bare {
namespace {

constexpr uintptr_t kData = 0x00;
constexpr uintptr_t kFlags = 0x18;
constexpr uint32_t kReceiveEmpty = 0x10;
constexpr uint32_t kTransmitFull = 0x20;
constexpr uintptr_t kLineControl = 0x2c;
constexpr uint32_t kEightBitsFifo = 0x70;
constexpr uintptr_t kControl = 0x30;
constexpr uint32_t kEnableBoth = 0x301;
constexpr uintptr_t kInterruptMask = 0x38;
constexpr uint32_t kReceive = 0x50;        // enough in the FIFO, or some for a while
constexpr uint32_t kPatience = 1'000'000;  // reads of a full FIFO's flags; then the byte is written all the same

}  // namespace

void console_init(BootInfo const& boot) {
  machine.has_psci = boot.has_psci;
  machine.psci_smc = boot.psci_smc;
  machine.uart = boot.uart_base;
  machine.uart_irq = boot.uart_irq;
  if (machine.uart == 0) return;
  mmio_write(machine.uart + kControl, 0);
  mmio_write(machine.uart + kLineControl, kEightBitsFifo);
  mmio_write(machine.uart + kInterruptMask, 0);
  mmio_write(machine.uart + kControl, kEnableBoth);
}

uint32_t console_irq() { return machine.uart == 0 || machine.uart_irq == 0 ? kNoIrq : machine.uart_irq; }

bool console_take(char* byte) {
  if ((mmio_read(machine.uart + kFlags) & kReceiveEmpty) != 0) return false;
  *byte = static_cast<char>(mmio_read(machine.uart + kData));
  return true;
}

void console_listen(bool on) { mmio_write(machine.uart + kInterruptMask, on ? kReceive : 0); }

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

// The console's input: what the machine's serial port has, to the runtime (runtime/sync/console.h).
#include "runtime/sync/console.h"

#include "arch/bare.h"
#include "kernel/devices/devices.h"

namespace burrow {

namespace {

constexpr ConsoleDevice kConsole{bare::console_take, bare::console_listen};

}  // namespace

void console_input_init() {
  uint32_t const irq = bare::console_irq();
  if (irq != bare::kNoIrq && arch::irq_attach(irq, console_interrupt, nullptr)) register_console(kConsole);
}

}  // namespace burrow

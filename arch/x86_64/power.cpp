// The end of the machine: QEMU's isa-debug-exit ends it with status (code << 1) | 1. Without that device it halts.
#include "arch/bare.h"
#include "arch/x86_64/console.h"
#include "arch/x86_64/ops.h"

namespace burrow::arch {

void exit(Verdict verdict) {
  constexpr uint16_t kDebugExit = 0xf4;
  x86::console_drain();
  x86::out32(kDebugExit, static_cast<uint32_t>(verdict));
  x86::halt_forever();
}

}  // namespace burrow::arch

// QEMU's fw_cfg, in memory where the device tree says. Its registers are big-endian.
#include "arch/aarch64/core.h"

namespace burrow::bare {
namespace {

constexpr uintptr_t kData = 0;
constexpr uintptr_t kSelector = 8;
constexpr uintptr_t kOrder = 16;

}  // namespace

void fw_cfg_select(uint16_t item) {
  if (machine.fw_cfg != 0) mmio_write16(machine.fw_cfg + kSelector, __builtin_bswap16(item));
}

uint8_t fw_cfg_data() { return machine.fw_cfg == 0 ? 0xff : mmio_read8(machine.fw_cfg + kData); }

void fw_cfg_start(void const* order) {
  dsb_sy();  // the order is complete
  mmio_write64(machine.fw_cfg + kOrder, __builtin_bswap64(reinterpret_cast<uint64_t>(order)));
}

}  // namespace burrow::bare

// QEMU's fw_cfg, by I/O ports.
#include "arch/bare.h"
#include "arch/x86_64/ops.h"

namespace burrow::bare {
namespace {

enum Port : uint16_t { kSelector = 0x510, kData = 0x511, kOrderHigh = 0x514, kOrderLow = 0x518 };

}  // namespace

void fw_cfg_select(uint16_t item) { x86::out16(kSelector, item); }
uint8_t fw_cfg_data() { return x86::in8(kData); }

void fw_cfg_start(void const* order) {
  auto const address = reinterpret_cast<uint64_t>(order);
  asm volatile("" : : : "memory");  // the order is complete
  x86::out32(kOrderHigh, __builtin_bswap32(static_cast<uint32_t>(address >> 32)));
  x86::out32(kOrderLow, __builtin_bswap32(static_cast<uint32_t>(address)));
}

}  // namespace burrow::bare

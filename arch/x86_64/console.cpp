// COM1, a 16550. Bounded: a console that takes nothing for about a second is given up, so that a panic still ends.
#include "arch/x86_64/console.h"

#include <atomic>

#include "arch/bare.h"
#include "arch/x86_64/irq.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

enum Port : uint16_t {
  kData = 0x3f8, kInterruptEnable = 0x3f9, kFifo = 0x3fa, kLineControl = 0x3fb, kModemControl = 0x3fc,
  kLineStatus = 0x3fd,
};
constexpr uint8_t kDataReady = 1;
constexpr uint8_t kFifoRoom = 1 << 5;
constexpr uint8_t kIdle = 1 << 6;
constexpr uint32_t kFifoSize = 16;
constexpr uint32_t kPatience = 1'000'000;  // polls, each about 1 µs

constinit std::atomic<uint32_t> patience{kPatience};  // atomic, any core, relaxed: 1 once the console was given up

bool wait_for(uint8_t status) {
  uint32_t const limit = patience.load(std::memory_order_relaxed);  // rlx: a limit, guards nothing
  for (uint32_t i = 0; i < limit; i++) {
    if ((in8(kLineStatus) & status) != 0) return true;
    arch::cpu_relax();
  }
  patience.store(1, std::memory_order_relaxed);  // rlx: as above
  return false;
}

}  // namespace

void console_drain() { wait_for(kIdle); }

}  // namespace burrow::x86

namespace burrow::bare {

void console_init(BootInfo const&) {
  using namespace x86;
  out8(kInterruptEnable, 0);
  out8(kLineControl, 0x80);  // divisor access
  out8(kData, 1);            // 115200 baud
  out8(kInterruptEnable, 0);
  out8(kLineControl, 0x03);  // 8N1
  out8(kFifo, 0x07);         // on and empty
  out8(kModemControl, 0x0b);  // with the gate of its interrupt open
}

uint32_t console_irq() {
  constexpr uint32_t kCom1 = 4;
  return x86::isa_gsi(kCom1);
}

bool console_take(char* byte) {
  using namespace x86;
  if ((in8(kLineStatus) & kDataReady) == 0) return false;
  *byte = static_cast<char>(in8(kData));
  return true;
}

void console_listen(bool on) { x86::out8(x86::kInterruptEnable, on ? 1 : 0); }

}  // namespace burrow::bare

namespace burrow::arch {

void write(char const* text, size_t bytes) {
  using namespace x86;
  while (bytes != 0) {
    if (!wait_for(kFifoRoom)) return;
    for (uint32_t i = 0; i < kFifoSize && bytes != 0; i++, bytes--) out8(kData, static_cast<uint8_t>(*text++));
  }
}

}  // namespace burrow::arch

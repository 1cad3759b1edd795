// Interrupts of devices: which handler belongs to which.
#include "arch/aarch64/gic.h"

namespace burrow::bare {
namespace {

constexpr uint32_t kFirstSpi = 32;
constexpr uint32_t kMaxHandlers = 32;

struct Handler {
  uint32_t irq;
  void (*call)(void* device);
  void* device;
};

// -- core 0 before the first goroutine runs, then constant
constinit struct {
  uint32_t n;
  Handler at[kMaxHandlers];
} handlers{};

}  // namespace

bool device_interrupt(uint32_t irq) {
  bool handled = false;
  for (uint32_t i = 0; i < handlers.n; i++) {
    if (handlers.at[i].irq != irq) continue;
    handlers.at[i].call(handlers.at[i].device);
    handled = true;
  }
  return handled;
}

}  // namespace burrow::bare

namespace burrow::arch {

bool irq_attach(uint32_t irq, void (*handler)(void*), void* device) {
  using namespace bare;
  if (irq < kFirstSpi || irq >= gic_lines() || handlers.n == kMaxHandlers) return false;
  handlers.at[handlers.n++] = {irq, handler, device};
  gic_enable(irq);
  return true;
}

}  // namespace burrow::arch

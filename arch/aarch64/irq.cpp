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

Handler const* find(uint32_t irq) {
  for (uint32_t i = 0; i < handlers.n; i++) {
    if (handlers.at[i].irq == irq) return &handlers.at[i];
  }
  return nullptr;
}

}  // namespace

bool device_interrupt(uint32_t irq) {
  Handler const* handler = find(irq);
  if (handler != nullptr) handler->call(handler->device);
  return handler != nullptr;
}

}  // namespace burrow::bare

namespace burrow::arch {

bool irq_attach(uint32_t irq, void (*handler)(void*), void* device) {
  using namespace bare;
  if (irq < kFirstSpi || irq >= gic_lines() || find(irq) != nullptr || handlers.n == kMaxHandlers) return false;
  handlers.at[handlers.n++] = {irq, handler, device};
  gic_enable(irq);
  return true;
}

}  // namespace burrow::arch

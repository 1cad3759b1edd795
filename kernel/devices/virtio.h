// What the two transports of virtio 1.x have in common (OASIS VIRTIO 1.2, chapter 4): the same registers at different places.
#pragma once

#include <cstdint>

namespace burrow {

enum class VirtioRegister : uint8_t {
  offered_select,   // which 32 of the features the next one shows
  offered,
  accepted_select,
  accepted,
  status,
  queue_select,
  queue_most,       // entries that the device can do
  queue_size,       // entries that there are
  queue_vector,     // PCI
  queue_ready,
  queue_notify,     // PCI: where its doorbell is
  descriptors,      // physical addresses, the lower half; the upper one is next
  descriptors_high,
  available,
  available_high,
  used,
  used_high,
  generation,       // changes with the configuration
  count,
};

// A device behind a transport. Any context; the caller orders what it does.
struct VirtioTransport {
  uint32_t (*get)(VirtioTransport const&, VirtioRegister);
  void (*set)(VirtioTransport const&, VirtioRegister, uint32_t value);
  uint32_t (*config)(VirtioTransport const&, uint32_t offset);  // a word of the device's own configuration
  void (*notify)(VirtioTransport const&);                       // there is something new in queue 0
  void (*acknowledge)(VirtioTransport const&);                  // its interrupt, which it then withdraws
  uintptr_t registers, configuration, interrupt, doorbell;      // where they are
};

inline constexpr uint32_t kVirtioBlock = 2;  // the device's kind

// At [base, base + 512), mapped. Whether there is a device of that kind, with the modern interface.
bool virtio_mmio_probe(uintptr_t base, uint32_t kind, VirtioTransport& out);

}  // namespace burrow

// virtio over memory-mapped registers. VIRTIO 1.2, 4.2.2. A write to them may be posted (Device-nGnRE): a read behind it is not
// answered before it has arrived.
#include "kernel/devices/virtio.h"

namespace burrow {

namespace {

enum Offset : uint32_t {
  kMagic = 0x000, kVersion = 0x004, kKind = 0x008, kNotify = 0x050, kInterruptStatus = 0x060, kInterruptAck = 0x064,
  kConfig = 0x100,
};
constexpr uint32_t kMagicWord = 0x74726976;  // "virt"
constexpr uint32_t kModern = 2;
constexpr uint16_t kNone = 0xffff;

constexpr uint16_t kOffsets[] = {0x014, 0x010, 0x024, 0x020, 0x070, 0x030, 0x034, 0x038, kNone,
                                 0x044, kNone, 0x080, 0x084, 0x090, 0x094, 0x0a0, 0x0a4, 0x0fc};
static_assert(sizeof kOffsets / sizeof kOffsets[0] == static_cast<uint32_t>(VirtioRegister::count));

uint32_t volatile& word(uintptr_t address) { return *reinterpret_cast<uint32_t volatile*>(address); }

uint32_t get(VirtioTransport const& device, VirtioRegister which) {
  uint16_t const offset = kOffsets[static_cast<uint32_t>(which)];
  return offset == kNone ? 0 : word(device.registers + offset);
}

void set(VirtioTransport const& device, VirtioRegister which, uint32_t value) {
  uint16_t const offset = kOffsets[static_cast<uint32_t>(which)];
  if (offset != kNone) word(device.registers + offset) = value;
}

uint32_t config(VirtioTransport const& device, uint32_t offset) { return word(device.registers + kConfig + offset); }

void notify(VirtioTransport const& device) { word(device.registers + kNotify) = 0; }

void acknowledge(VirtioTransport const& device) {
  word(device.registers + kInterruptAck) = word(device.registers + kInterruptStatus);
  [[maybe_unused]] uint32_t const arrived = word(device.registers + kInterruptStatus);
}

}  // namespace

bool virtio_mmio_probe(uintptr_t base, uint32_t kind, VirtioTransport& out) {
  out = {get, set, config, notify, acknowledge, base, 0, 0, 0};
  return word(base + kMagic) == kMagicWord && word(base + kVersion) == kModern && word(base + kKind) == kind;
}

}  // namespace burrow

// virtio over PCI. VIRTIO 1.2, 4.1: the registers lie in parts of the BARs that vendor capabilities name. Interrupts come by MSI-X
// where the machine has a place for messages, else by line A.
#include "arch/bare.h"
#include "kernel/devices/pci.h"

namespace burrow {

namespace {

enum Header : uint32_t { kIds = 0x00, kCommand = 0x04, kType = 0x0c, kBars = 0x10, kCapabilities = 0x34 };
enum Command : uint32_t { kMemory = 1 << 1, kMaster = 1 << 2, kNoLine = 1 << 10, kHasCapabilities = 1 << 20 };
enum Capability : uint8_t { kVendor = 0x09, kMsix = 0x11 };
enum Part : uint8_t { kCommon = 1, kNotify = 2, kIsr = 3, kDevice = 4 };
constexpr uint32_t kVirtioVendor = 0x1af4, kFirstModern = 0x1040, kBlockTransitional = 0x1001;
constexpr uint32_t kMostCapabilities = 48;
constexpr uint32_t kBarCount = 6;
constexpr uint64_t kMostBar = uint64_t{1} << 24;

struct Field {
  uint8_t offset;
  uint8_t bytes;
};
constexpr Field kFields[] = {{0x00, 4}, {0x04, 4}, {0x08, 4}, {0x0c, 4}, {0x14, 1}, {0x16, 2}, {0x18, 2}, {0x18, 2}, {0x1a, 2},
                             {0x1c, 2}, {0x1e, 2}, {0x20, 4}, {0x24, 4}, {0x28, 4}, {0x2c, 4}, {0x30, 4}, {0x34, 4}, {0x15, 1}};
static_assert(sizeof kFields / sizeof kFields[0] == static_cast<uint32_t>(VirtioRegister::count));
constexpr uint32_t kCommonBytes = 0x38, kConfigurationBytes = 24, kMessageBytes = 16;

template <class T>
T volatile& at(uintptr_t address) { return *reinterpret_cast<T volatile*>(address); }

uint32_t get(VirtioTransport const& device, VirtioRegister which) {
  Field const field = kFields[static_cast<uint32_t>(which)];
  uintptr_t const address = device.registers + field.offset;
  return field.bytes == 1 ? at<uint8_t>(address) : field.bytes == 2 ? at<uint16_t>(address) : at<uint32_t>(address);
}

void set(VirtioTransport const& device, VirtioRegister which, uint32_t value) {
  Field const field = kFields[static_cast<uint32_t>(which)];
  uintptr_t const address = device.registers + field.offset;
  switch (field.bytes) {
    case 1: at<uint8_t>(address) = static_cast<uint8_t>(value); return;
    case 2: at<uint16_t>(address) = static_cast<uint16_t>(value); return;
    default: at<uint32_t>(address) = value;
  }
}

uint32_t config(VirtioTransport const& device, uint32_t offset) { return at<uint32_t>(device.configuration + offset); }
void notify(VirtioTransport const& device) { at<uint16_t>(device.doorbell) = 0; }
void acknowledge(VirtioTransport const& device) {
  [[maybe_unused]] uint8_t const status = at<uint8_t>(device.interrupt);  // reading is enough
}

// ---- configuration space -------------------------------------------------------------------------------------------

struct Function {
  uint32_t devfn;

  uint32_t word(uint32_t offset) const { return bare::pci_read(devfn, offset & ~3u); }
  void set_word(uint32_t offset, uint32_t value) const { bare::pci_write(devfn, offset & ~3u, value); }
  uint8_t byte(uint32_t offset) const { return static_cast<uint8_t>(word(offset) >> offset % 4 * 8); }
  uint32_t command() const { return word(kCommand) & 0xffff; }  // the upper half is status, which ones would clear
};

// The capability of that kind and, of a vendor's, that part; 0: none.
uint32_t find_capability(Function function, uint8_t kind, uint8_t part) {
  if ((function.word(kCommand) & kHasCapabilities) == 0) return 0;
  uint32_t next = function.byte(kCapabilities) & 0xfc;
  for (uint32_t i = 0; i < kMostCapabilities && next >= 0x40; i++) {
    bool const is_kind = function.byte(next) == kind;
    if (is_kind && (kind != kVendor || function.byte(next + 3) == part)) return next;
    next = function.byte(next + 1) & 0xfc;
  }
  return 0;
}

// Registers; of no bytes: there are none.
struct Range {
  uintptr_t base;
  uint64_t size;

  // Where so many bytes at that offset are; 0: not all of them lie in it.
  uintptr_t at(uint64_t offset, uint64_t bytes) const { return bytes <= size && offset <= size - bytes ? base + offset : 0; }
};

// A BAR's memory, given a place if it has none, and mapped.
Range find_bar(Function function, uint32_t bar) {
  enum Bar : uint32_t { kIsPort = 1, kIsWide = 4, kFlags = 15 };
  if (bar >= kBarCount) return {};
  uint32_t const offset = kBars + bar * 4;
  uint32_t const low = function.word(offset);
  if ((low & kIsPort) != 0 || ((low & kIsWide) != 0 && bar + 1 == kBarCount)) return {};
  uint64_t const high = (low & kIsWide) != 0 ? function.word(offset + 4) : 0;
  function.set_word(kCommand, function.command() & ~uint32_t{kMemory});  // it answers nowhere while it has no place
  function.set_word(offset, ~0u);
  uint64_t const size = (uint64_t{~(function.word(offset) & ~uint32_t{kFlags})} + 1) & UINT32_MAX;
  function.set_word(offset, low);
  uint64_t address = high << 32 | (low & ~uint32_t{kFlags});
  if (address == 0 && size != 0 && size <= kMostBar) {
    address = bare::pci_place(size);
    function.set_word(offset, static_cast<uint32_t>(address));
  }
  function.set_word(kCommand, function.command() | kMemory);
  if (address == 0 || size == 0 || size > kMostBar) return {};
  uint64_t const page = address & ~uint64_t{arch::kPageSize - 1};
  uint64_t const end = (address + size + arch::kPageSize - 1) & ~uint64_t{arch::kPageSize - 1};
  bool const mapped = address < BootInfo::kMemoryEnd && bare::map_range(page, page, end - page, bare::Prot::device);
  return mapped ? Range{address, size} : Range{};
}

// The part of the registers.
Range find_part(Function function, uint8_t part) {
  uint32_t const capability = find_capability(function, kVendor, part);
  if (capability == 0) return {};
  uint32_t const offset = function.word(capability + 8), size = function.word(capability + 12);
  uintptr_t const base = find_bar(function, function.byte(capability + 4)).at(offset, size);
  return base == 0 ? Range{} : Range{base, size};
}

bool find_registers(Function function, VirtioTransport& out) {
  out = {get, set, config, notify, acknowledge, 0, 0, 0, 0};
  out.registers = find_part(function, kCommon).at(0, kCommonBytes);
  out.configuration = find_part(function, kDevice).at(0, kConfigurationBytes);
  out.interrupt = find_part(function, kIsr).at(0, 1);
  Range const doorbells = find_part(function, kNotify);
  if (out.registers == 0 || out.configuration == 0 || out.interrupt == 0 || doorbells.size == 0) return false;
  uint32_t const step = function.word(find_capability(function, kVendor, kNotify) + 16);
  set(out, VirtioRegister::queue_select, 0);
  out.doorbell = doorbells.at(uint64_t{get(out, VirtioRegister::queue_notify)} * step, sizeof(uint16_t));
  return out.doorbell != 0;
}

// ---- interrupts ----------------------------------------------------------------------------------------------------

bool use_messages(Function function, void (*handler)(void*), void* arg) {
  constexpr uint32_t kEnable = 1u << 31;
  uint32_t const capability = find_capability(function, kMsix, 0);
  bare::Message message;
  if (capability == 0) return false;
  uint32_t const table = function.word(capability + 4);
  uintptr_t const entry = find_bar(function, table & 7).at(table & ~7u, kMessageBytes);
  if (entry == 0 || !bare::msi_attach(handler, arg, message)) return false;
  at<uint32_t>(entry) = static_cast<uint32_t>(message.address);
  at<uint32_t>(entry + 4) = static_cast<uint32_t>(message.address >> 32);
  at<uint32_t>(entry + 8) = message.data;
  at<uint32_t>(entry + 12) = 0;
  function.set_word(capability, function.word(capability) | kEnable);
  return true;
}

bool use_line(Function function, void (*handler)(void*), void* arg) {
  constexpr uint32_t kPin = 0x3d;
  uint32_t const irq = function.byte(kPin) == 1 ? bare::pci_irq(function.devfn) : bare::kNoIrq;
  return irq != bare::kNoIrq && arch::irq_attach(irq, handler, arg);
}

bool is_kind(Function function, uint32_t kind) {
  uint32_t const ids = function.word(kIds), device = ids >> 16;
  bool const transitional = kind == kVirtioBlock && device == kBlockTransitional;
  return (ids & 0xffff) == kVirtioVendor && (device == kFirstModern + kind || transitional);
}

}  // namespace

bool virtio_pci_probe(uint32_t devfn, uint32_t kind, void (*handler)(void*), void* arg, VirtioTransport& out) {
  Function const function{devfn};
  if (!is_kind(function, kind)) return false;
  function.set_word(kCommand, (function.command() & ~uint32_t{kNoLine}) | kMaster);
  if (!find_registers(function, out)) return false;
  bool const messages = use_messages(function, handler, arg);
  return messages || use_line(function, handler, arg);
}

}  // namespace burrow

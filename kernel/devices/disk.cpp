// The block devices of the machine as files: "disk" parks until an interrupt comes, "disk.polled" looks until it is there.
#include "arch/bare.h"
#include "kernel/devices/devices.h"
#include "kernel/devices/pci.h"
#include "kernel/devices/virtio_blk.h"
#include "runtime/sync/device.h"

namespace burrow {

namespace {

constexpr uint32_t kMostDisks = 8;

// -- set by disks_init, then constant but for what the disks themselves change
constinit VirtioBlk disks[kMostDisks]{};
constinit uint32_t ndisks = 0;

void interrupt(void* disk) { static_cast<VirtioBlk*>(disk)->interrupt(); }

// 0 or a FileError.
int64_t find(char const* file, VirtioBlk*& disk) {
  if (file[0] < '0' || file[0] > '9' || file[1] != '\0') return kNoSuchFile;
  auto const number = static_cast<uint32_t>(file[0] - '0');
  if (number >= ndisks) return ndisks == 0 ? kDeviceAbsent : kNoSuchFile;
  disk = &disks[number];
  return disk->usable() ? int64_t{0} : int64_t{kDeviceError};
}

int64_t size(char const* file) {
  VirtioBlk* disk;
  int64_t const error = find(file, disk);
  return error != 0 ? error : static_cast<int64_t>(disk->bytes());
}

template <VirtioBlk::Wait kWait>
int64_t read(char const* file, uint64_t at, void* to, size_t bytes) {
  VirtioBlk* disk;
  int64_t const error = find(file, disk);
  return error != 0 ? error : disk->read(at, to, bytes, kWait);
}

template <VirtioBlk::Wait kWait>
int64_t write_at(char const* file, uint64_t at, void const* from, size_t bytes) {
  VirtioBlk* disk;
  int64_t const error = find(file, disk);
  return error != 0 ? error : disk->write(at, from, bytes, kWait);
}

template <VirtioBlk::Wait kWait>
int64_t flush(char const* file) {
  VirtioBlk* disk;
  int64_t const error = find(file, disk);
  return error != 0 ? error : disk->flush(kWait);
}

template <VirtioBlk::Wait kWait>
constexpr Device disk_device(char const* name) {
  constexpr bool kWaits = kWait == VirtioBlk::Wait::interrupt;
  return {name, false, size, read<kWait>, nullptr, write_at<kWait>, flush<kWait>, kWaits};
}
constexpr Device kDisk = disk_device<VirtioBlk::Wait::interrupt>("disk");
constexpr Device kPolledDisk = disk_device<VirtioBlk::Wait::polled>("disk.polled");

// false: out of memory. A device that makes no sense keeps its number.
bool add(VirtioTransport const& transport) {
  void* memory = arch::sys_alloc(VirtioBlk::kMemory);
  if (memory == nullptr) return false;
  disks[ndisks++].start(transport, memory);
  return true;
}

bool probe_mmio() {
  VirtioTransport transport;
  bare::DeviceAt at;
  for (uint32_t i = 0; bare::virtio_mmio_slot(i, at) && ndisks < kMostDisks; i++) {
    uintptr_t const page = at.base & ~(arch::kPageSize - 1);
    if (!bare::map_range(page, page, arch::kPageSize, bare::Prot::device)) return false;
    if (!virtio_mmio_probe(at.base, kVirtioBlock, transport)) continue;
    if (arch::irq_attach(at.irq, interrupt, &disks[ndisks]) && !add(transport)) return false;
  }
  return true;
}

bool probe_pci() {
  VirtioTransport transport;
  for (uint32_t devfn = 0; devfn < kPciFunctions && ndisks < kMostDisks; devfn++) {
    bool const found = virtio_pci_probe(devfn, kVirtioBlock, interrupt, &disks[ndisks], transport);
    if (found && !add(transport)) return false;
  }
  return true;
}

}  // namespace

bool disks_init() {
  register_device(kDisk);
  register_device(kPolledDisk);
  return probe_pci() && probe_mmio();
}

}  // namespace burrow

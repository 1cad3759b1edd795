// The table of devices, a bounce page per core, and fw_cfg as a driver.
// A goroutine's stack is no place for a device to write to: its addresses are not physical, and its pages come by page fault,
// which only an instruction takes. So the device writes to the core's bounce page, and the goroutine copies from there, with
// the lock given back: the copy may fault and take its time.
#include "kernel/devices/devices.h"

#include <algorithm>
#include <cstring>

#include "arch/bare.h"
#include "kernel/devices/fw_cfg.h"
#include "kernel/memory.h"
#include "runtime/sync/device.h"

namespace burrow {

namespace {

constinit void* bounce_pages[arch::kMaxCores]{};  // set by devices_init, then constant

// A holder is on g in a system call: it is not preempted, and interrupts take no lock. It holds it for one look into the
// directory or one piece.
constinit struct {
  bare::SpinLock lock;
  // -- lock
  FwCfg protocol;
} fw_cfg;

int64_t find(char const* name, FwCfg::File& file) {
  fw_cfg.lock.lock();
  int64_t const error = fw_cfg.protocol.find(name, bounce_page(), file);
  fw_cfg.lock.unlock();
  return error;
}

int64_t read_piece(FwCfg::File const& file, uint32_t at, size_t bytes) {
  fw_cfg.lock.lock();
  int64_t const error = fw_cfg.protocol.read(file, at, bounce_page(), bytes);
  fw_cfg.lock.unlock();
  return error;
}

int64_t fw_cfg_size(char const* name) {
  FwCfg::File file;
  int64_t const error = find(name, file);
  return error != 0 ? error : file.size;
}

int64_t fw_cfg_read(char const* name, uint64_t at, void* to, size_t bytes) {
  FwCfg::File file;
  if (int64_t const error = find(name, file)) return error;
  if (at >= file.size) return 0;
  size_t const wanted = std::min<uint64_t>(bytes, file.size - at);
  for (size_t done = 0; done < wanted;) {
    size_t const piece = std::min(wanted - done, FwCfg::kMostBytes);
    if (int64_t const error = read_piece(file, static_cast<uint32_t>(at + done), piece)) return error;
    memcpy(static_cast<char*>(to) + done, bounce_page(), piece);
    done += piece;
  }
  return static_cast<int64_t>(wanted);
}

constexpr Device kFwCfgDevice{"fw_cfg", false, fw_cfg_size, fw_cfg_read, nullptr};

}  // namespace

void* bounce_page() { return bounce_pages[bare::core_id()]; }

bool devices_init() {
  static_assert(kBounceBytes == arch::kPageSize && FwCfg::kMostBytes <= kBounceBytes);
  for (uint32_t id = 0; id < arch::ncores(); id++) {
    bounce_pages[id] = bare::page_alloc(bare::Use::other);
    if (bounce_pages[id] == nullptr) return false;
  }
  fw_cfg.protocol.probe();
  register_device(kFwCfgDevice);
  register_device(semihosting_device);
  return true;
}

}  // namespace burrow

// Files, as system calls. Go: read, pread, write (syscall_<goos>.go) between entersyscall and exitsyscall.
//
// I1  A driver runs between entersyscall and exitsyscall, so its core is its own until it returns: it is not preempted,
//     and no other goroutine runs there. One that waits by interrupts runs as the goroutine and parks like any other.
#include "runtime/sync/device.h"

#include <string_view>

#include "runtime/base/fatal.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"

namespace burrow {

void register_device(Device const& device) {
  require(!sched.mainstarted && sched.ndevices < kMaxDevices, "register_device: too late or too many");
  sched.devices[sched.ndevices++] = &device;
}

char const* file_error_text(int64_t error) {
  switch (error) {
    case kNoSuchDevice: return "no such device";
    case kNoSuchFile: return "no such file";
    case kDeviceAbsent: return "device absent";
    case kDeviceError: return "device error";
    case kDeviceTimeout: return "device time-out";
    case kNotWritable: return "not writable";
    case kEndOfInput: return "end of input";
    case kLineTooLong: return "line too long";
    case kNotBlocks: return "not whole blocks";
    default: return "no error";
  }
}

static Device const* find_device(std::string_view name) {
  for (uint32_t i = 0; i < sched.ndevices; i++) {
    if (name == sched.devices[i]->name) {
      return sched.devices[i];
    }
  }
  return nullptr;
}

struct FileCall {
  char const* file;
  uint64_t at;
  void* to;
  void const* from;
  size_t bytes;
};

// on g · may switch. I1
static int64_t file_call(char const* name, int64_t (*work)(Device const&, FileCall const&), FileCall const& call) {
  Device const* device = find_device(name);
  if (device == nullptr) {
    return kNoSuchDevice;
  }
  if (device->waits) {
    return work(*device, call);
  }
  if (device->slow) {
    entersyscallblock();
  } else {
    entersyscall();
  }
  int64_t result = work(*device, call);
  exitsyscall();
  return result;
}

int64_t file_size(char const* device, char const* file) {
  auto size = [](Device const& driver, FileCall const& call) { return driver.size(call.file); };
  return file_call(device, size, {file, 0, nullptr, nullptr, 0});
}

int64_t read_file(char const* device, char const* file, uint64_t at, void* to, size_t bytes) {
  auto read = [](Device const& driver, FileCall const& call) {
    return driver.read(call.file, call.at, call.to, call.bytes);
  };
  return file_call(device, read, {file, at, to, nullptr, bytes});
}

int64_t write_file(char const* device, char const* file, void const* from, size_t bytes) {
  auto write = [](Device const& driver, FileCall const& call) {
    return driver.write == nullptr ? int64_t{kNotWritable} : driver.write(call.file, call.from, call.bytes);
  };
  return file_call(device, write, {file, 0, nullptr, from, bytes});
}

int64_t write_file_at(char const* device, char const* file, uint64_t at, void const* from, size_t bytes) {
  auto write = [](Device const& driver, FileCall const& call) {
    return driver.write_at == nullptr ? int64_t{kNotWritable} : driver.write_at(call.file, call.at, call.from, call.bytes);
  };
  return file_call(device, write, {file, at, nullptr, from, bytes});
}

int64_t sync_file(char const* device, char const* file) {
  auto flush = [](Device const& driver, FileCall const& call) {
    return driver.flush == nullptr ? int64_t{0} : driver.flush(call.file);
  };
  return file_call(device, flush, {file, 0, nullptr, nullptr, 0});
}

}  // namespace burrow

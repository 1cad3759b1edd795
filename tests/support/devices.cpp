// One request at a time, as with the real ones; the time of a request passes in cpu_relax, where other cores run. What is
// written to a stack brings the page first, as the page fault of a real core would.
#include "tests/support/devices.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "arch/sim/sim.h"
#include "runtime/base/fatal.h"
#include "runtime/base/layout.h"
#include "runtime/sync/console.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/device.h"
#include "runtime/sync/sema.h"

namespace burrow {

namespace {

enum Line : uint32_t { kConsoleLine, kDiskLine };

constexpr size_t kDataBytes = 8000;

// Ends as task `files` wants it.
std::string make_data() {
  std::string data;
  uint64_t sum = 0;
  for (size_t i = 0; i + sizeof sum < kDataBytes; i++) {
    auto const byte = static_cast<uint8_t>(i * i >> 3);
    data.push_back(static_cast<char>(byte));
    sum += (i + 1) * byte;
  }
  data.append(reinterpret_cast<char const*>(&sum), sizeof sum);
  return data;
}

struct File {
  char const* name;
  std::string content;
};
File const kConfig[] = {{"opt/burrow/data", make_data()}, {"opt/burrow/where", "data"}};
File const kHost[] = {{"data", make_data()}};

bool config_busy, host_busy;

void wait_ns(int64_t ns) {
  for (int64_t const until_ns = arch::nanotime() + ns; arch::nanotime() < until_ns;) {
    arch::cpu_relax();
  }
}

void request(bool& busy) {
  while (busy) {
    arch::cpu_relax();
  }
  busy = true;
  wait_ns(kSimAnswer_ns);
  busy = false;
}

void bring_pages(uintptr_t lo, uintptr_t hi) {
  arch::StackArea const area = arch::stack_area();
  arch::IrqState const state = arch::irq_save();
  for (uintptr_t page = align_down(lo, arch::kPageSize); page < hi; page += arch::kPageSize) {
    bool const is_stack = page >= area.lo && page < area.hi;
    require(!is_stack || arch::stack_commit(page), "page fault: no page for what a device read");
  }
  arch::irq_restore(state);
}

template <size_t N>
File const* find(File const (&files)[N], char const* name) {
  for (File const& file : files) {
    if (strcmp(file.name, name) == 0) {
      return &file;
    }
  }
  return nullptr;
}

template <auto& Files, bool& Busy>
int64_t size(char const* name) {
  request(Busy);
  File const* file = find(Files, name);
  return file == nullptr ? int64_t{kNoSuchFile} : static_cast<int64_t>(file->content.size());
}

template <auto& Files, bool& Busy>
int64_t read(char const* name, uint64_t at, void* to, size_t bytes) {
  request(Busy);
  File const* file = find(Files, name);
  if (file == nullptr) {
    return kNoSuchFile;
  }
  if (at >= file->content.size()) {
    return 0;
  }
  size_t const wanted = std::min<uint64_t>(bytes, file->content.size() - at);
  auto const lo = reinterpret_cast<uintptr_t>(to);
  bring_pages(lo, lo + wanted);
  memcpy(to, file->content.data() + at, wanted);
  return static_cast<int64_t>(wanted);
}

int64_t write_nowhere(char const*, void const*, size_t) {
  request(host_busy);
  return kNoSuchFile;
}

template <FileError Error, int64_t const& Time_ns>
int64_t fail(char const*) {
  wait_ns(Time_ns);
  return Error;
}

template <FileError Error, int64_t const& Time_ns>
int64_t fail_to_read(char const* file, uint64_t, void*, size_t) {
  return fail<Error, Time_ns>(file);
}

// ---- a disk that answers by interrupts ---------------------------------------------------------------------------------

constexpr size_t kDiskBytes = kSimDiskBytes;
constexpr uint32_t kDiskSlots = 4;

// A request is pending until an interrupt answers it, also when nobody waits for it any more.
struct Request {
  enum { idle, pending, answered } state;
  bool abandoned;
  PollDesc answer;
};

struct Disk {
  Request requests[kDiskSlots];
  Semaphore units;
  uint8_t bytes[kDiskBytes];
} sim_disk;

// Answers the first half of what is pending: the rest has another interrupt.
void disk_interrupt(void*) {
  uint32_t pending = 0;
  for (Request const& request : sim_disk.requests) {
    pending += request.state == Request::pending;
  }
  for (Request& request : sim_disk.requests) {
    if (request.state != Request::pending || pending == 0) {
      continue;
    }
    request.state = request.abandoned ? Request::idle : Request::answered;
    netpollready(request.answer);
    pending = pending > 1 ? pending / 2 : 0;
  }
  for (Request const& request : sim_disk.requests) {
    if (request.state == Request::pending) {
      sim::raise(kDiskLine, kSimAnswer_ns);
      return;
    }
  }
}

Request* idle_request() {
  for (Request& request : sim_disk.requests) {
    if (request.state == Request::idle) {
      return &request;
    }
  }
  return nullptr;
}

// 0 or a FileError; answers: whether the device does.
int64_t ask_disk(int64_t patience_ns, bool answers) {
  semacquire(sim_disk.units);
  Request* request = idle_request();
  if (request == nullptr) {  // what nobody waits for any more keeps its place
    semrelease(sim_disk.units);
    return kDeviceTimeout;
  }
  request->state = Request::pending;
  request->abandoned = false;
  if (answers) {
    sim::raise(kDiskLine, kSimAnswer_ns);
  }
  int64_t const until_ns = patience_ns == arch::kNever ? arch::kNever : arch::nanotime() + patience_ns;
  while (request->state == Request::pending && netpollblock(request->answer, until_ns)) {
  }
  bool const answered = request->state == Request::answered;
  request->abandoned = !answered;
  if (answered || !answers) {
    request->state = Request::idle;
  }
  semrelease(sim_disk.units);
  return answered ? int64_t{0} : int64_t{kDeviceTimeout};
}

int64_t disk_size(char const*) { return kDiskBytes; }

int64_t read_disk(char const*, uint64_t at, void* to, size_t bytes) {
  if (int64_t const error = ask_disk(arch::kNever, true)) {
    return error;
  }
  auto const lo = reinterpret_cast<uintptr_t>(to);
  size_t const wanted = at < kDiskBytes ? std::min<uint64_t>(bytes, kDiskBytes - at) : 0;
  bring_pages(lo, lo + wanted);
  memcpy(to, sim_disk.bytes + at, wanted);
  return static_cast<int64_t>(wanted);
}

int64_t write_disk(char const*, uint64_t at, void const* from, size_t bytes) {
  if (int64_t const error = ask_disk(arch::kNever, true)) {
    return error;
  }
  size_t const wanted = at < kDiskBytes ? std::min<uint64_t>(bytes, kDiskBytes - at) : 0;
  memcpy(sim_disk.bytes + at, from, wanted);
  return static_cast<int64_t>(wanted);
}

int64_t read_late(char const*, uint64_t, void*, size_t) { return ask_disk(kSimAnswer_ns / 2, true); }
int64_t read_never(char const*, uint64_t, void*, size_t) { return ask_disk(kSimPatience_ns, false); }

Device const kDevices[] = {
    {"sim.disk", false, disk_size, read_disk, nullptr, write_disk, nullptr, true},
    {"sim.late", false, disk_size, read_late, nullptr, nullptr, nullptr, true},
    {"sim.never", false, disk_size, read_never, nullptr, nullptr, nullptr, true},
    {"fw_cfg", false, size<kConfig, config_busy>, read<kConfig, config_busy>, nullptr},
    {"semihosting", true, size<kHost, host_busy>, read<kHost, host_busy>, write_nowhere},
    {"errs", false, fail<kDeviceError, kSimAnswer_ns>, fail_to_read<kDeviceError, kSimAnswer_ns>, nullptr},
    {"silent", false, fail<kDeviceTimeout, kSimPatience_ns>, fail_to_read<kDeviceTimeout, kSimPatience_ns>, nullptr},
};

// ---- the console -------------------------------------------------------------------------------------------------------

struct {
  size_t at;     // in kSimTyped
  size_t burst;  // what has been typed so far
  bool listens;
} typist;

void type_on() {
  constexpr int64_t kPause_ns = 20'000;
  if (typist.listens && typist.at < sizeof kSimTyped - 1) {
    sim::raise(kConsoleLine, kPause_ns);
  }
}

bool take(char* byte) {
  if (typist.at == typist.burst) {
    auto const more = static_cast<size_t>(1 + arch::nanotime() / 10 % 40);
    typist.burst = std::min(typist.at + more, sizeof kSimTyped - 1);
    type_on();
    return false;
  }
  *byte = kSimTyped[typist.at++];
  return true;
}

void listen(bool on) {
  typist.listens = on;
  type_on();
}

ConsoleDevice const kConsole{take, listen};

}  // namespace

void register_sim_devices() {
  config_busy = host_busy = false;
  typist = {};
  memset(static_cast<void*>(&sim_disk), 0, sizeof sim_disk);
  sim_disk.units.count = kDiskSlots;
  require(arch::irq_attach(kDiskLine, disk_interrupt, nullptr), "register_sim_devices: the disk's line");
  register_console(kConsole);
  require(arch::irq_attach(kConsoleLine, console_interrupt, nullptr), "register_sim_devices: the console's line");
  for (Device const& device : kDevices) {
    register_device(device);
  }
}

}  // namespace burrow

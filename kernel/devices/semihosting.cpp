// Files of the host by semihosting (Arm IHI 0080, "Semihosting for AArch32 and AArch64"). The machine stands still during a
// request, and the host reads and writes memory without page faults: all it is told to touch lies on the bounce page.
// Every call opens and closes the file. There is no lock: the host serves one request after the other, and each core has a
// page of its own. A file of the host that keeps its reader waiting, like a pipe, keeps the machine waiting.
#include <algorithm>
#include <cstring>

#include "arch/bare.h"
#include "kernel/devices/devices.h"

namespace burrow {

namespace {

enum Operation : uint64_t { kOpen = 0x01, kClose = 0x02, kWrite = 0x05, kRead = 0x06, kSeek = 0x0a, kLength = 0x0c };
enum Mode : uint64_t { kReadBinary = 1, kWriteBinary = 5 };
constexpr char kWonder = ':';  // the console and other files that are none begin with it, and may wait for ever

int64_t call(Operation operation, uint64_t a, uint64_t b = 0, uint64_t c = 0) {
  uint64_t const block[] = {a, b, c};
  return bare::semihosting_call(operation, block);
}

uint64_t bounce() { return reinterpret_cast<uint64_t>(bounce_page()); }

// A handle or a FileError.
int64_t open(char const* file, Mode mode) {
  size_t const length = strlen(file);
  if (length == 0 || length >= kBounceBytes || file[0] == kWonder) return kNoSuchFile;
  memcpy(bounce_page(), file, length + 1);
  int64_t const handle = call(kOpen, bounce(), mode, length);
  if (handle == bare::kSemihostingRefused) return kDeviceAbsent;
  return handle < 0 ? int64_t{kNoSuchFile} : handle;
}

// What a request that counts the bytes it did not move has moved; none where it makes no sense.
size_t moved(size_t bytes, int64_t left) { return left >= 0 && static_cast<uint64_t>(left) <= bytes ? bytes - left : 0; }

int64_t read_pieces(uint64_t handle, char* to, size_t wanted) {
  for (size_t done = 0; done < wanted;) {
    size_t const piece = std::min(wanted - done, kBounceBytes);
    size_t const came = moved(piece, call(kRead, handle, bounce(), piece));
    if (came == 0) return kDeviceError;
    memcpy(to + done, bounce_page(), came);
    done += came;
  }
  return static_cast<int64_t>(wanted);
}

int64_t write_pieces(uint64_t handle, char const* from, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    size_t const piece = std::min(bytes - done, kBounceBytes);
    memcpy(bounce_page(), from + done, piece);
    size_t const went = moved(piece, call(kWrite, handle, bounce(), piece));
    if (went == 0) return kDeviceError;
    done += went;
  }
  return static_cast<int64_t>(bytes);
}

int64_t read_open(uint64_t handle, uint64_t at, char* to, size_t bytes) {
  int64_t const size = call(kLength, handle);
  if (size < 0) return kDeviceError;
  if (at >= static_cast<uint64_t>(size)) return 0;
  if (call(kSeek, handle, at) != 0) return kDeviceError;
  return read_pieces(handle, to, std::min<uint64_t>(bytes, static_cast<uint64_t>(size) - at));
}

int64_t size(char const* file) {
  int64_t const handle = open(file, kReadBinary);
  if (handle < 0) return handle;
  int64_t const length = call(kLength, static_cast<uint64_t>(handle));
  call(kClose, static_cast<uint64_t>(handle));
  return length < 0 ? int64_t{kDeviceError} : length;
}

int64_t read(char const* file, uint64_t at, void* to, size_t bytes) {
  int64_t const handle = open(file, kReadBinary);
  if (handle < 0) return handle;
  int64_t const result = read_open(static_cast<uint64_t>(handle), at, static_cast<char*>(to), bytes);
  call(kClose, static_cast<uint64_t>(handle));
  return result;
}

int64_t write(char const* file, void const* from, size_t bytes) {
  int64_t const handle = open(file, kWriteBinary);
  if (handle < 0) return handle;
  int64_t const result = write_pieces(static_cast<uint64_t>(handle), static_cast<char const*>(from), bytes);
  int64_t const closed = call(kClose, static_cast<uint64_t>(handle));
  return result >= 0 && closed != 0 ? int64_t{kDeviceError} : result;
}

}  // namespace

constinit Device const semihosting_device{"semihosting", true, size, read, write};

}  // namespace burrow

// Files behind drivers that the floor above the scheduler brings, and whose work may take long. Go: the blocking half of
// os.File (internal/poll, syscall). Differs: a file is opened by each call anew; there is no handle to forget.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {

// What a call on a file returns in place of a count.
enum FileError : int64_t {
  kNoSuchDevice = -1,   // no driver of that name
  kNoSuchFile = -2,
  kDeviceAbsent = -3,   // a driver, and no device
  kDeviceError = -4,    // it says so, or what it says makes no sense
  kDeviceTimeout = -5,  // it does not answer
  kNotWritable = -6,
  kEndOfInput = -7,     // of the console
  kLineTooLong = -8,    // its first characters are there, the rest is gone
  kNotBlocks = -9,      // a place or a length that is no multiple of the block, which is 512 bytes
};

char const* file_error_text(int64_t error);  // in words; of a count: "no error"

// The functions run in a system call: on the goroutine's stack, bound to the core, without a P. Each returns within a
// bounded time, whatever the device does. The caller's memory may lie on stack pages that are not there yet: the CPU's own
// accesses bring them, a device's would not.
struct Device {
  char const* name;
  bool slow;  // certainly takes long: the P goes at once
  int64_t (*size)(char const* file);
  int64_t (*read)(char const* file, uint64_t at, void* to, size_t bytes);  // up to the end of the file
  int64_t (*write)(char const* file, void const* from, size_t bytes);      // makes it anew; nullptr: it can't
  int64_t (*write_at)(char const* file, uint64_t at, void const* from, size_t bytes) = nullptr;  // within it; nullptr: it can't
  int64_t (*flush)(char const* file) = nullptr;                            // until it is safe; nullptr: it always is
  bool waits = false;  // by interrupts: no system call, the functions may park
};

// The console's input: one byte after the other, by interrupts. Both functions: any context, never wait.
struct ConsoleDevice {
  bool (*take)(char* byte);  // by the interrupt alone. false: it has none, and will interrupt when it has
  void (*listen)(bool on);   // whether it interrupts for what it has; at first it does not
};

}  // namespace burrow

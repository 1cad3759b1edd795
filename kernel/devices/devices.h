// The drivers behind read_file and read_line (runtime/runtime.h).
#pragma once

#include "runtime/model/device.h"

namespace burrow {

// on the boot core · after schedinit, before the first goroutine. false: out of memory
bool devices_init();

// on the boot core · likewise. false: out of memory
bool disks_init();

// on the boot core · likewise. Where its interrupt leads nowhere, read_line says so.
void console_input_init();

// on g, in a system call. This core's page, for what reads or writes memory by physical address or without page faults:
// identity-mapped, always there, and the caller's own until it leaves the call (I1).
void* bounce_page();
inline constexpr size_t kBounceBytes = 4096;

extern Device const semihosting_device;

}  // namespace burrow

// Devices of the simulated machine: files that take virtual time to come, and devices that fail.
#pragma once

#include <cstddef>
#include <cstdint>

namespace burrow {

inline constexpr int64_t kSimAnswer_ns = 30'000;     // of the devices that answer, for each request
inline constexpr int64_t kSimPatience_ns = 200'000;  // with the one that does not

// What is typed at the console from the first read_line on, in bursts, each an interrupt; then Ctrl-D. Nothing comes after that.
inline constexpr char kSimTyped[] =
    "first\nsecomd\b\bnd\r\n\nx\x15y\tz\x01\r"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n"
    "last\x04";
inline constexpr char const* kSimLines[] = {"first", "second", "", "y z", "01234567890123456789", "last"};
inline constexpr uint32_t kSimLineCount = sizeof kSimLines / sizeof kSimLines[0];
inline constexpr uint32_t kSimLongLine = 4;    // of 300 characters, of which these are the first

inline constexpr size_t kSimDiskBytes = 4096;

// In a fresh world, between schedinit and the first goroutine. Under the names of the kernel's drivers: "fw_cfg" with the
// files of task `files`, and "semihosting", slow, with the file "data". "errs" and "silent" do what their names say.
// By interrupts: "sim.disk", four requests at a time; "sim.late", which is waited for half as long as it may take; "sim.never",
// which does not answer.
void register_sim_devices();

}  // namespace burrow

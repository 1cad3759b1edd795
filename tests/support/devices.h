// Devices of the simulated machine: files that take virtual time to come, and devices that fail.
#pragma once

#include <cstdint>

namespace burrow {

inline constexpr int64_t kSimAnswer_ns = 30'000;     // of the devices that answer, for each request
inline constexpr int64_t kSimPatience_ns = 200'000;  // with the one that does not

// In a fresh world, between schedinit and the first goroutine. Under the names of the kernel's drivers: "fw_cfg" with the
// files of task `files`, and "semihosting", slow, with the file "data". "errs" and "silent" do what their names say.
void register_sim_devices();

}  // namespace burrow

// The protocol of QEMU's fw_cfg (docs/specs/fw_cfg): a directory of named files, which the device copies into memory by
// itself while its order in memory says that it is at it. Knows the three register functions of arch/bare.h and the clock.
//
// F3  An order and the memory it names lie where address and physical address are the same, and nobody else uses them
//     until the order is carried out.
// F4  A device that has not answered in time is not asked again: it may still write.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/model/device.h"

namespace burrow {

class FwCfg {
 public:
  static constexpr size_t kMostBytes = 4096;  // of one read

  struct File {
    uint16_t item;
    uint32_t size;
  };

  // before all others. Without it, or where there is no such device: absent
  void probe();

  // Those below return 0 or a FileError. page: kMostBytes for the device to write to, F3.
  int64_t find(char const* name, void* page, File& file);
  int64_t read(File const& file, uint32_t at, void* page, size_t bytes);  // a piece that lies in the file

 private:
  enum class State : uint8_t { absent, ready, silent };

  // What the device reads and writes, big-endian.
  struct Order {
    uint32_t control;
    uint32_t bytes;
    uint64_t address;
  };

  int64_t carry_out(uint32_t control, void* to, size_t bytes);
  int64_t wait();

  alignas(16) Order order_{};
  State state_ = State::absent;
};

}  // namespace burrow

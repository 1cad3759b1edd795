// Called by start.S: what the loader and the firmware say, as BootInfo. The parsers know no hardware; this file does.
#include "arch/bare.h"
#include "arch/x86_64/ops.h"
#include "boot/ranges.h"
#include "boot/x86_64/start_info.h"

extern "C" uint8_t boot_page0[];  // start.S

namespace burrow::boot {
namespace {

constexpr uint64_t kMapped = uint64_t{4} << 30;  // by start.S, less page 0
constexpr uint64_t kFirmwareEnd = 1 << 20;

BootInfo info;  // core 0; written here, then handed to kmain

uint32_t own_apic_id() { return x86::cpuid(1).ebx >> 24; }

}  // namespace

extern "C" BootInfo* boot_info_collect(uint64_t start_info) {
  constexpr uint64_t kRest = Physical::kPage0Size;
  Physical const memory{{boot_page0, kRest}, {reinterpret_cast<uint8_t const*>(kRest), kMapped - kRest}};
  read_start_info(memory, start_info, own_apic_id(), info);
  add_reserved(info, 0, kFirmwareEnd);
  add_reserved(info, reinterpret_cast<uint64_t>(image_start), static_cast<uint64_t>(image_end - image_start));
  return &info;
}

}  // namespace burrow::boot

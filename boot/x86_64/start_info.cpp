// hvm_start_info, version 1 or later: magic, version, …, command line at +24, RSDP at +32, memory map at +40, number of
// its entries at +48.
#include "boot/x86_64/start_info.h"

#include "boot/x86_64/acpi.h"
#include "boot/x86_64/memory_map.h"

namespace burrow::boot {
namespace {

constexpr uint32_t kMagic = 0x336e'c578;
constexpr uint64_t kSize = 56;
constexpr uint64_t kMaxMapBytes = uint64_t{24} * 4096;

void read_command_line(Physical const& memory, uint64_t address, BootInfo& boot) {
  if (address == 0) return;
  for (uint64_t i = 0; i < BootInfo::kMaxCommandLine; i++) {
    ByteView const byte = memory.at(address + i, 1);
    boot.command_line[i] = static_cast<char>(byte.u8(0));
    if (boot.command_line[i] == 0) return;
  }
  boot.command_line[BootInfo::kMaxCommandLine - 1] = 0;
  complain(boot, "the command line is longer than 2047 bytes");
}

}  // namespace

void read_start_info(Physical const& memory, uint64_t address, uint32_t boot_apic_id, BootInfo& boot) {
  boot.cpu_id[boot.ncpu++] = boot_apic_id;
  ByteView const info = memory.at(address, kSize);
  if (info.u32(0) != kMagic || info.u32(4) < 1) {
    complain(boot, "the loader gave no PVH start info with a memory map");
    return;
  }
  read_command_line(memory, info.u64(24), boot);
  uint64_t const map_bytes = uint64_t{info.u32(48)} * 24;
  ByteView const map = map_bytes <= kMaxMapBytes ? memory.at(info.u64(40), map_bytes) : ByteView{};
  read_memory_map(map, boot);
  if (boot.problem == nullptr) read_acpi(memory, info.u64(32), boot);
}

}  // namespace burrow::boot

// The first C++ code: finds the device tree, has it read, and calls kmain.
#include "arch/aarch64/sysreg.h"
#include "arch/bare.h"
#include "boot/aarch64/boot_info.h"
#include "boot/ranges.h"

namespace burrow {
namespace {

constexpr uint64_t kRam = 0x4000'0000;          // what the early tables map, start.S
constexpr uint64_t kRamEnd = 0x8000'0000;
constexpr uint64_t kVirtUart = 0x0900'0000;     // for problems found before or in the tree
constexpr uint64_t kLargestTree = 0x20'0000;

constinit BootInfo boot_info{};

// The bytes at x0, or at the start of RAM where x0 is 0; empty: out of reach.
fdt::Bytes tree_at(uint64_t address) {
  uint64_t const base = address == 0 ? kRam : address;
  if (base < kRam || base >= kRamEnd || base % 8 != 0) return {};
  uint64_t const space = kRamEnd - base;
  return {reinterpret_cast<uint8_t const*>(base), space < kLargestTree ? space : kLargestTree};
}

void check_machine() {
  if (boot_info.problem != nullptr) return;
  if (bare::read_cntfrq_el0() == 0) complain(boot_info, "the generic timer has no frequency");
  if (boot_info.ram[0].base < kRam || boot_info.ram[0].base >= kRamEnd) {
    complain(boot_info, "memory does not start in the second GiB of the address space");
  }
}

}  // namespace

extern "C" [[noreturn]] void boot_main(uint64_t tree_address) {
  read_device_tree(tree_at(tree_address), bare::read_mpidr_el1() & bare::kAffinity, boot_info);
  add_reserved(boot_info, reinterpret_cast<uint64_t>(image_start), static_cast<uint64_t>(image_end - image_start));
  check_machine();
  if (boot_info.uart_base == 0) boot_info.uart_base = kVirtUart;
  kmain(boot_info);
}

}  // namespace burrow

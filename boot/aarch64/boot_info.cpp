// What `virt` describes in its device tree (Devicetree Specification 0.4; bindings cpus, psci, arm,gic, arm,gic-v3,
// arm,armv8-timer, arm,pl011, qemu,fw-cfg-mmio), as BootInfo. The nodes on the path to the current one lie on a stack of
// fixed depth.
#include "boot/aarch64/boot_info.h"

#include "boot/ranges.h"

namespace burrow {
namespace {

using fdt::Bytes;
using fdt::text_of;

constexpr uint32_t kMaxDepth = 16;
constexpr uint32_t kPpi = 16;          // interrupt ids of PPIs begin here
constexpr uint32_t kVirtualTimer = 2;  // its place in the timer's list: secure, non-secure, virtual, hypervisor

struct Node {
  std::string_view name;
  std::string_view device_type, status, method;
  Bytes compatible, reg, ranges, interrupts, interrupt_map, bootargs;
  bool has_ranges = false;
  bool complete = false;  // its properties have been read and judged
  uint32_t address_cells = 2;
  uint32_t size_cells = 1;
  uint32_t interrupt_cells = 3;
};

struct Tree {
  explicit Tree(BootInfo& info) : boot(info) {}

  BootInfo& boot;
  Node path[kMaxDepth];
  uint32_t depth = 0;  // nodes on the path
  Bytes timer_interrupts;
  Bytes uart_interrupts;
  Bytes virtio_interrupts[BootInfo::kMaxVirtioMmio];
  uint32_t interrupt_cells = 3;
};

uint32_t number_of(Bytes value, uint32_t otherwise) { return value.size() == 4 ? fdt::load32(value, 0) : otherwise; }

bool is_compatible(Node const& node, std::string_view with) {
  Bytes rest = node.compatible;
  while (!rest.empty()) {
    std::string_view const one = text_of(rest);
    if (one == with) return true;
    rest = rest.subspan(one.size() < rest.size() ? one.size() + 1 : rest.size());
  }
  return false;
}

bool is_usable(Node const& node) { return node.status.empty() || node.status == "okay" || node.status == "ok"; }

// Takes a number of `cells` words off the front. false: too short, or too large for us.
bool take_cells(Bytes& rest, uint32_t cells, uint64_t& out) {
  if (cells > 4 || rest.size() < cells * 4) return false;
  out = 0;
  bool fits = true;
  for (uint32_t i = 0; i < cells; i++) {
    fits = fits && out >> 32 == 0;
    out = out << 32 | fdt::load32(rest, i * 4);
  }
  rest = rest.subspan(cells * 4);
  return fits;
}

// false: nothing is left, or an entry has no words and the list would never end.
bool take_range(Bytes& rest, Node const& parent, MemoryRange& out) {
  if (parent.address_cells == 0) return false;
  return take_cells(rest, parent.address_cells, out.base) && take_cells(rest, parent.size_cells, out.size);
}

// From the addresses of the children of path[bus] to those of its parent.
bool translate_once(Tree const& tree, uint32_t bus, uint64_t& address) {
  Node const& node = tree.path[bus];
  if (!node.has_ranges || node.address_cells == 0) return false;
  Bytes rest = node.ranges;
  if (rest.empty()) return true;
  uint64_t child, parent, size;
  while (take_cells(rest, node.address_cells, child) && take_cells(rest, tree.path[bus - 1].address_cells, parent) &&
         take_cells(rest, node.size_cells, size)) {
    if (address >= child && address - child < size) {
      address = address - child + parent;
      return true;
    }
  }
  return false;
}

// Entry `index` of the current node's reg, as a physical range.
bool device_range(Tree const& tree, uint32_t index, uint64_t& base, uint64_t& size) {
  Node const& parent = tree.path[tree.depth - 2];
  Bytes rest = tree.path[tree.depth - 1].reg;
  MemoryRange range{};
  for (uint32_t i = 0; i <= index; i++) {
    if (!take_range(rest, parent, range)) return false;
  }
  for (uint32_t bus = tree.depth - 2; bus > 0; bus--) {
    if (!translate_once(tree, bus, range.base)) return false;
  }
  base = range.base;
  size = range.size;
  return true;
}

void read_memory(Tree& tree, Node const& node) {
  MemoryRange range;
  for (Bytes rest = node.reg; take_range(rest, tree.path[tree.depth - 2], range);) {
    if (!add_ram(tree.boot, range)) complain(tree.boot, "the device tree names more than 32 ranges of memory");
  }
}

void read_reserved(Tree& tree, Node const& node) {
  MemoryRange range;
  for (Bytes rest = node.reg; take_range(rest, tree.path[tree.depth - 2], range);) {
    add_reserved(tree.boot, range.base, range.size);
  }
}

void read_cpu(Tree& tree, Node const& node) {
  BootInfo& boot = tree.boot;
  uint64_t id;
  Bytes reg = node.reg;
  if (!take_cells(reg, tree.path[tree.depth - 2].address_cells, id)) return;
  for (uint32_t i = 0; i < boot.ncpu; i++) {
    if (boot.cpu_id[i] == id) return;
  }
  if (boot.ncpu == BootInfo::kMaxCpus) {
    boot.ncpu_left_out++;
  } else {
    boot.cpu_id[boot.ncpu++] = id;
  }
}

void read_chosen(Tree& tree, Node const& node) {
  std::string_view const line = text_of(node.bootargs);
  if (line.size() >= BootInfo::kMaxCommandLine) {
    complain(tree.boot, "the command line is longer than 2047 characters");
    return;
  }
  for (size_t i = 0; i < line.size(); i++) tree.boot.command_line[i] = line[i];
  tree.boot.command_line[line.size()] = '\0';
}

void read_psci(Tree& tree, Node const& node) {
  tree.boot.psci_smc = node.method == "smc";
  tree.boot.has_psci = tree.boot.psci_smc || node.method == "hvc";
}

void read_gic(Tree& tree, Node const& node, uint32_t version) {
  BootInfo& boot = tree.boot;
  uint64_t& second = version == 3 ? boot.gicr_base : boot.gicc_base;
  uint64_t& second_size = version == 3 ? boot.gicr_size : boot.gicc_size;
  if (!device_range(tree, 0, boot.gicd_base, boot.gicd_size) || !device_range(tree, 1, second, second_size)) return;
  boot.gic_version = version;
  tree.interrupt_cells = node.interrupt_cells;
}

void read_virtio(Tree& tree, Node const& node) {
  BootInfo& boot = tree.boot;
  uint64_t size;
  if (boot.nvirtio_mmio == BootInfo::kMaxVirtioMmio) return;
  if (!device_range(tree, 0, boot.virtio_mmio[boot.nvirtio_mmio].base, size) || size < 0x200) return;
  tree.virtio_interrupts[boot.nvirtio_mmio++] = node.interrupts;
}

// The window for registers: of the ranges the one of 32-bit memory. An address on the bus is the same on ours, or it is left out.
void read_pci_window(BootInfo& boot, Node const& node, uint32_t parent_cells) {
  constexpr uint64_t kSpace = 3 << 24, kMemory32 = 2 << 24;
  uint64_t flags, child, parent, size;
  for (Bytes rest = node.ranges; take_cells(rest, 1, flags) && take_cells(rest, 2, child) && take_cells(rest, parent_cells, parent) &&
                                 take_cells(rest, 2, size);) {
    bool const fits = (flags & kSpace) == kMemory32 && child == parent && child + size > child && child + size <= uint64_t{1} << 32;
    if (fits) boot.pci_window = {child, size};
  }
}

// Sixteen entries, for four devices with four lines each, and all others like these: a device in the first word, a line in the
// fourth, and where it leads in the last three.
void read_pci_lines(BootInfo& boot, Bytes map) {
  constexpr size_t kEntries = 16, kLeast = 8 * 4;
  constexpr uint32_t kLineA = 1, kSpi = 0, kFirstSpi = 32, kMostSpis = 988;
  size_t const step = map.size() / kEntries;
  if (map.size() % (kEntries * 4) != 0 || step < kLeast) return;
  for (size_t at = 0; at < map.size(); at += step) {
    uint32_t const device = fdt::load32(map, at) >> 11, line = fdt::load32(map, at + 12);
    uint32_t const type = fdt::load32(map, at + step - 12), number = fdt::load32(map, at + step - 8);
    if (device < 4 && line == kLineA && type == kSpi && number < kMostSpis) boot.pci_irq[device] = kFirstSpi + number;
  }
}

void read_pci(Tree& tree, Node const& node) {
  if (!device_range(tree, 0, tree.boot.pci_ecam_base, tree.boot.pci_ecam_size)) return;
  read_pci_window(tree.boot, node, tree.path[tree.depth - 2].address_cells);
  read_pci_lines(tree.boot, node.interrupt_map);
}

void read_device(Tree& tree, Node const& node) {
  uint64_t size;
  if (is_compatible(node, "arm,gic-v3")) return read_gic(tree, node, 3);
  for (char const* name : {"arm,cortex-a15-gic", "arm,gic-400", "arm,cortex-a9-gic", "arm,cortex-a7-gic"}) {
    if (is_compatible(node, name)) return read_gic(tree, node, 2);
  }
  if (is_compatible(node, "arm,psci-0.2") || is_compatible(node, "arm,psci-1.0")) return read_psci(tree, node);
  if (is_compatible(node, "arm,armv8-timer")) tree.timer_interrupts = node.interrupts;
  if (is_compatible(node, "arm,pl011") && tree.boot.uart_base == 0) {
    device_range(tree, 0, tree.boot.uart_base, size);
    tree.uart_interrupts = node.interrupts;
  }
  if (is_compatible(node, "virtio,mmio")) read_virtio(tree, node);
  if (is_compatible(node, "pci-host-ecam-generic") && tree.boot.pci_ecam_base == 0) read_pci(tree, node);
  if (is_compatible(node, "qemu,fw-cfg-mmio") && tree.boot.fw_cfg_base == 0) {
    device_range(tree, 0, tree.boot.fw_cfg_base, tree.boot.fw_cfg_size);
  }
}

// The current node's properties are complete.
void judge(Tree& tree) {
  Node& node = tree.path[tree.depth - 1];
  node.complete = true;
  if (tree.depth < 2 || !is_usable(node)) return;
  std::string_view const parent = tree.path[tree.depth - 2].name;
  if (tree.depth == 2 && node.device_type == "memory") return read_memory(tree, node);
  if (tree.depth == 2 && node.name == "chosen") return read_chosen(tree, node);
  if (tree.depth == 3 && parent == "cpus" && node.device_type == "cpu") return read_cpu(tree, node);
  if (tree.depth == 3 && parent == "reserved-memory") return read_reserved(tree, node);
  read_device(tree, node);
}

void read_property(Node& node, std::string_view name, Bytes value) {
  if (name == "#address-cells") node.address_cells = number_of(value, 2);
  if (name == "#size-cells") node.size_cells = number_of(value, 1);
  if (name == "#interrupt-cells") node.interrupt_cells = number_of(value, 3);
  if (name == "device_type") node.device_type = text_of(value);
  if (name == "status") node.status = text_of(value);
  if (name == "method") node.method = text_of(value);
  if (name == "compatible") node.compatible = value;
  if (name == "reg") node.reg = value;
  if (name == "interrupts") node.interrupts = value;
  if (name == "interrupt-map") node.interrupt_map = value;
  if (name == "bootargs") node.bootargs = value;
  if (name == "ranges") node.ranges = value, node.has_ranges = true;
}

// false: the tree is damaged.
bool walk(Tree& tree, fdt::Reader& reader) {
  while (true) {
    fdt::Token const token = reader.next();
    Node* current = tree.depth == 0 ? nullptr : &tree.path[tree.depth - 1];
    switch (token.event) {
      case fdt::Event::begin_node:
        if (current != nullptr && !current->complete) judge(tree);
        if (tree.depth == kMaxDepth) return false;
        tree.path[tree.depth] = {};
        tree.path[tree.depth++].name = token.name;
        break;
      case fdt::Event::property:
        if (current == nullptr || current->complete) return false;  // properties come before the children
        read_property(*current, token.name, token.value);
        break;
      case fdt::Event::end_node:
        if (current == nullptr) return false;
        if (!current->complete) judge(tree);
        tree.depth--;
        break;
      case fdt::Event::end: return tree.depth == 0;
      case fdt::Event::damaged: return false;
    }
  }
}

void read_timer(Tree& tree) {
  uint32_t const cells = tree.interrupt_cells;
  size_t const at = size_t{kVirtualTimer} * cells * 4;
  if (cells < 3 || cells > 4 || tree.timer_interrupts.size() < at + 8) return;
  bool const is_ppi = fdt::load32(tree.timer_interrupts, at) == 1;
  uint32_t const number = fdt::load32(tree.timer_interrupts, at + 4);
  if (is_ppi && number < 16) tree.boot.timer_irq = kPpi + number;
}

// The interrupt id of an SPI, the first of the list; 0: it names none.
uint32_t spi_of(Tree const& tree, Bytes interrupts) {
  constexpr uint32_t kSpi = 0, kFirst = 32, kMost = 988;
  if (tree.interrupt_cells < 3 || interrupts.size() < size_t{tree.interrupt_cells} * 4) return 0;
  uint32_t const number = fdt::load32(interrupts, 4);
  return fdt::load32(interrupts, 0) == kSpi && number < kMost ? kFirst + number : 0;
}

void boot_core_first(BootInfo& boot, uint64_t boot_mpidr) {
  uint32_t at = 0;
  while (at < boot.ncpu && boot.cpu_id[at] != boot_mpidr) at++;
  if (at == boot.ncpu && boot.ncpu < BootInfo::kMaxCpus) boot.ncpu++;
  if (at == BootInfo::kMaxCpus) at--;  // it was among those left out; one that was not takes its place there
  for (; at > 0; at--) boot.cpu_id[at] = boot.cpu_id[at - 1];
  boot.cpu_id[0] = boot_mpidr;
}

}  // namespace

void read_device_tree(Bytes bytes, uint64_t boot_mpidr, BootInfo& boot) {
  fdt::Reader reader(bytes);
  Tree tree(boot);
  boot = {};
  if (!reader.good()) {
    complain(boot, "there is no device tree, or its header is damaged");
  } else if (!walk(tree, reader)) {
    complain(boot, "the device tree is damaged");
  }
  fdt::Reservation taken;
  while (reader.good() && reader.next_reservation(taken)) add_reserved(boot, taken.base, taken.size);
  read_timer(tree);
  boot.uart_irq = spi_of(tree, tree.uart_interrupts);
  for (uint32_t i = 0; i < boot.nvirtio_mmio; i++) boot.virtio_mmio[i].irq = spi_of(tree, tree.virtio_interrupts[i]);
  boot_core_first(boot, boot_mpidr);
  join_ram(boot);
  if (boot.nram == 0) complain(boot, "the device tree names no memory");
  if (boot.gic_version == 0) complain(boot, "the device tree names no interrupt controller (GICv2 or GICv3)");
  if (boot.timer_irq == 0) complain(boot, "the device tree names no virtual timer interrupt");
}

}  // namespace burrow

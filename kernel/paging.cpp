// Four levels of 512 entries; level 3 is the top, level 0 holds pages, level 1 may hold 2 MiB blocks.
// Invariants: P5 no address is writable and executable. P6 an entry that points to a table never changes again, so
// page_entry may walk without the lock. P7 each entry is stored whole, after what it points to. P8 an absent entry of the
// stack area is 0 or hides a page: its address, and a tag in the bits to both sides of that, all ignored by the machine.
// A block in use by another core is not split: aarch64 would want the entry absent in between.
#include "kernel/paging.h"

#include <algorithm>
#include <atomic>

#include "kernel/memory.h"

namespace burrow::bare {
namespace {

constexpr uint64_t kBlockSize = uint64_t{2} << 20;
constexpr uint32_t kEntries = 512;
constexpr uint32_t kTop = 3;
constexpr uint64_t kIoApicSize = 0x20;
constexpr uint64_t kBusSize = 1 << 20;  // the configuration of PCI's bus 0
constexpr uintptr_t kKernelStacks = BootInfo::kMemoryEnd;  // guard page, stack, guard page, stack, …
constexpr uintptr_t kGoroutineStacks = uintptr_t{0x4000'0000'0000};
constexpr uint64_t kGoroutineStacksSize = uint64_t{512} << 30;    // a million stacks of 256 KiB, twice over

struct Tables {
  SpinLock lock;
  // -- lock; entries of the stack area's level 0 are atomic (entry_publish)
  Pte* root;
  uintptr_t next_stack;
};
constinit Tables tables{{}, nullptr, kKernelStacks};

Pte load(Pte& entry) {
  return std::atomic_ref(entry).load(std::memory_order_acquire);  // acq: pairs with rel in store and entry_publish
}

void store(Pte& entry, Pte value) {
  std::atomic_ref(entry).store(value, std::memory_order_release);  // rel: pairs with acq in load
}

Pte& entry_in(Pte* table, uintptr_t va, uint32_t level) { return table[(va >> (12 + 9 * level)) % kEntries]; }

Pte* table_at(Pte entry) { return reinterpret_cast<Pte*>(pte_address(entry)); }

Pte* new_table() { return static_cast<Pte*>(page_alloc(Use::table)); }

Pte hidden(uint64_t pa, uint64_t tag) {
  constexpr uint64_t kLow = 0x7ff, kHigh = 0xfff;  // bits 1 to 11 and 52 to 63
  return pa | (tag & kLow) << 1 | (tag >> 11 & kHigh) << 52;
}

bool hides_page(Pte entry) { return entry != 0 && !pte_present(entry); }

// Whether this core has replaced old by value.
bool replace_if(Pte& entry, Pte old, Pte value) {
  return std::atomic_ref(entry).compare_exchange_strong(  // rel: the page's zeroes; pairs with acq in load
      old, value, std::memory_order_acq_rel, std::memory_order_acquire);
}

// Puts a table in place of an absent entry or of a block, whose pages it then holds: only RAM is mapped by blocks.
// nullptr: out of memory.
Pte* make_table(Pte& entry) {
  Pte const old = load(entry);
  Pte* table = new_table();
  if (table == nullptr) return nullptr;
  for (uint32_t i = 0; pte_present(old) && i < kEntries; i++) {
    table[i] = pte_leaf(pte_address(old) + i * arch::kPageSize, Prot::read_write, false);
  }
  store(entry, pte_table(reinterpret_cast<uint64_t>(table)));
  return table;
}

// holds tables.lock · the entry for va at `level`, tables above it made as needed. nullptr: out of memory.
Pte* make_entry(uintptr_t va, uint32_t level) {
  Pte* table = tables.root;
  for (uint32_t at = kTop; at > level; at--) {
    Pte& entry = entry_in(table, va, at);
    Pte const old = load(entry);
    bool const is_table = pte_present(old) && !pte_is_leaf(old, at);
    table = is_table ? table_at(old) : make_table(entry);
    if (table == nullptr) return nullptr;
  }
  return &entry_in(table, va, level);
}

// holds tables.lock · whether [va, va + size) can begin with a block.
bool fits_block(uintptr_t va, uint64_t pa, uint64_t size, Prot prot) {
  if (prot != Prot::read_write || size < kBlockSize || va % kBlockSize != 0 || pa % kBlockSize != 0) return false;
  Pte* entry = make_entry(va, 1);
  return entry != nullptr && (!pte_present(load(*entry)) || pte_is_leaf(load(*entry), 1));
}

void replace(uintptr_t va, Pte& entry, Pte value) {
  bool const was_present = pte_present(load(entry));
  store(entry, value);
  if (was_present) tlb_flush_page(va);
}

bool map_locked(uintptr_t va, uint64_t pa, uint64_t size, Prot prot) {
  while (size != 0) {
    bool const block = fits_block(va, pa, size, prot);
    Pte* entry = make_entry(va, block ? 1 : 0);
    if (entry == nullptr) return false;
    replace(va, *entry, pte_leaf(pa, prot, block));
    uint64_t const step = block ? kBlockSize : arch::kPageSize;
    va += step, pa += step, size -= step;
  }
  pte_sync();
  return true;
}

bool map_identity(uint64_t lo, uint64_t hi, Prot prot) {
  lo &= ~uint64_t{arch::kPageSize - 1};
  hi = (hi + arch::kPageSize - 1) & ~uint64_t{arch::kPageSize - 1};
  return lo >= hi || map_range(lo, lo, hi - lo, prot);
}

bool map_section(char const* start, char const* end, Prot prot) {
  return map_identity(reinterpret_cast<uint64_t>(start), reinterpret_cast<uint64_t>(end), prot);
}

bool map_ram(BootInfo const& boot) {
  for (uint32_t i = 0; i < boot.nram; i++) {
    MemoryRange const& ram = boot.ram[i];
    uint64_t const lo = ram.base < arch::kPageSize ? arch::kPageSize : ram.base;
    if (!map_identity(lo, ram.base + ram.size, Prot::read_write)) return false;
  }
  return true;
}

bool map_image() {
  unmap_range(reinterpret_cast<uintptr_t>(image_start), static_cast<uint64_t>(image_end - image_start));
  return map_section(text_start, text_end, Prot::read_execute) && map_section(rodata_start, rodata_end, Prot::read) &&
         map_section(data_start, image_end, Prot::read_write);
}

bool map_devices(BootInfo const& boot) {
  MemoryRange const devices[] = {{boot.lapic_base, arch::kPageSize}, {boot.uart_base, arch::kPageSize},
                                 {boot.gicd_base, boot.gicd_size},   {boot.gicc_base, boot.gicc_size},
                                 {boot.gicr_base, boot.gicr_size},   {boot.fw_cfg_base, boot.fw_cfg_size},
                                 {boot.pci_ecam_base, std::min(boot.pci_ecam_size, kBusSize)}};
  for (MemoryRange const& device : devices) {
    if (device.base != 0 && !map_identity(device.base, device.base + device.size, Prot::device)) return false;
  }
  for (uint32_t i = 0; i < boot.nioapic; i++) {
    if (!map_identity(boot.ioapic[i].base, boot.ioapic[i].base + kIoApicSize, Prot::device)) return false;
  }
  return true;
}

}  // namespace

bool map_range(uintptr_t va, uint64_t pa, uint64_t size, Prot prot) {
  tables.lock.lock();
  bool const done = map_locked(va, pa, size, prot);
  tables.lock.unlock();
  return done;
}

void unmap_range(uintptr_t va, uint64_t size) {
  tables.lock.lock();
  for (uintptr_t end = va + size; va != end; va += arch::kPageSize) {
    Pte* entry = make_entry(va, 0);
    if (entry != nullptr) replace(va, *entry, 0);
  }
  tables.lock.unlock();
}

uintptr_t guarded_stack(size_t bytes) {
  size_t const size = (bytes + arch::kPageSize - 1) & ~(arch::kPageSize - 1);
  tables.lock.lock();
  uintptr_t const lo = tables.next_stack + arch::kPageSize;
  tables.next_stack = lo + size;
  bool done = true;
  for (uintptr_t va = lo; done && va < lo + size; va += arch::kPageSize) {
    void* page = page_alloc(Use::other);
    done = page != nullptr && map_locked(va, reinterpret_cast<uint64_t>(page), arch::kPageSize, Prot::read_write);
  }
  tables.lock.unlock();
  return done ? lo + size : 0;
}

bool paging_init(BootInfo const& boot) {
  tables.root = new_table();
  if (tables.root == nullptr || !map_ram(boot) || !map_image() || !map_devices(boot)) return false;
  unmap_range(reinterpret_cast<uintptr_t>(boot_stack_guard), arch::kPageSize);
  set_root(paging_root());
  return true;
}

uint64_t paging_root() { return reinterpret_cast<uint64_t>(tables.root); }

Pte* page_entry(uintptr_t va) {
  Pte* table = tables.root;
  for (uint32_t at = kTop; at > 0; at--) {
    Pte const entry = load(entry_in(table, va, at));
    if (!pte_present(entry) || pte_is_leaf(entry, at)) return nullptr;
    table = table_at(entry);
  }
  return &entry_in(table, va, 0);
}

bool entry_mapped(Pte& entry) { return pte_present(load(entry)); }

bool entry_publish(Pte& entry, uint64_t pa) {
  bool const first = replace_if(entry, 0, pte_leaf(pa, Prot::read_write, false));
  pte_sync();
  return first;
}

bool entry_revive(Pte& entry) {
  Pte const old = load(entry);
  if (!hides_page(old) || !replace_if(entry, old, pte_leaf(pte_address(old), Prot::read_write, false))) return false;
  pte_sync();
  return true;
}

void* entry_page(Pte& entry) { return reinterpret_cast<void*>(pte_address(load(entry))); }

void entry_hide(Pte& entry, uint64_t tag) {
  Pte const old = load(entry);
  if (pte_present(old)) store(entry, hidden(pte_address(old), tag));
}

void* entry_take(Pte& entry, uint64_t tag) {
  Pte const old = load(entry);
  uint64_t const pa = pte_address(old);
  bool const mine = hides_page(old) && old == hidden(pa, tag) && replace_if(entry, old, 0);
  return mine ? reinterpret_cast<void*>(pa) : nullptr;
}

}  // namespace burrow::bare

namespace burrow::arch {

StackArea stack_area() { return {bare::kGoroutineStacks, bare::kGoroutineStacks + bare::kGoroutineStacksSize}; }

bool stack_prepare(uintptr_t lo, uintptr_t hi) {
  bare::tables.lock.lock();
  bool done = true;
  for (uintptr_t va = lo & ~(bare::kBlockSize - 1); done && va < hi; va += bare::kBlockSize) {
    done = bare::make_entry(va, 0) != nullptr;
  }
  bare::tables.lock.unlock();
  bare::pte_sync();
  return done;
}

}  // namespace burrow::arch

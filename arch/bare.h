// What kernel/ and the two iron machines ask of each other, beyond the seam. Not known to the runtime.
#pragma once

#include "arch/arch.h"
#include "boot/boot_info.h"

namespace burrow::bare {

static_assert(BootInfo::kMaxCpus == arch::kMaxCores);

// ---- supplied by arch/<isa> --------------------------------------------------------------------------------------

// Page-table entries, both ISAs: four levels of 512 eight-byte entries, 4 KiB pages, 2 MiB blocks at level 1.
enum class Prot : uint8_t { read, read_write, read_execute, device };
using Pte = uint64_t;
Pte pte_leaf(uint64_t pa, Prot prot, bool block);  // block: a 2 MiB leaf
Pte pte_table(uint64_t pa);
bool pte_present(Pte pte);
bool pte_is_leaf(Pte pte, uint32_t level);  // level 0 is the page level
uint64_t pte_address(Pte pte);
void pte_sync();                     // after entries went from absent to present (aarch64: dsb ishst; isb)
void tlb_flush_page(uintptr_t va);   // this core (x86) or all cores (aarch64)
// The entries of [lo, hi) went from present to absent, as the tag-th such range; one call at a time.
void tlb_drop(uintptr_t lo, uintptr_t hi, uint64_t tag);
uint64_t tlb_dropped();              // no core holds a translation of the ranges up to this tag, or will use one
void tlb_hurry(uint64_t tag);        // pokes the other cores that may
void set_root(uint64_t root_pa);     // installs the tables on this core and forgets all old translations

void console_init(BootInfo const& boot);                // first call of all: from here on arch::write works
void machine_init(BootInfo const& boot);                // boot core: traps with their stacks, interrupt controller, clock
uint32_t cores_start(BootInfo const& boot, uint64_t root_pa);  // starts the others, one deadline each; a core that does not
                                                        // start is left out with one line; returns ncores()
void irq_open();                                        // boot core, once: timer and pokes may come from now on
uint64_t stop_cores();                                  // panic: stops every other core, 10 ms each; mask of the silent
bool stopped_context(uint32_t core, arch::Context* at); // where it was when stop_cores stopped it; false: it did not stop

uint32_t core_id();                                     // of the core that runs this; any context
arch::Context frame_context(arch::Frame const& frame);  // start of a traceback
void frame_print(arch::Frame const& frame);             // all registers, a few to a line, by arch::write
char const* cpu_features();                             // what this core has that matters here, for the boot line

// The console's input. take: the next byte, false: there is none now. listen: whether it interrupts as long as there are bytes.
inline constexpr uint32_t kNoIrq = UINT32_MAX;
uint32_t console_irq();                                 // for irq_attach; kNoIrq: its interrupt leads nowhere
bool console_take(char* byte);
void console_listen(bool on);

// A full fence, of memory and of devices' registers: what comes before is done when what comes after begins, for the cores and for
// devices, which are in no core's shareability domain but the system's (aarch64: dsb sy; a fence of C++ is dmb ish).
void device_barrier();

// Devices on bus 0 of PCI, by device * 8 + function; offsets are multiples of 4. All ones: nothing there. On the boot core, before
// the first goroutine runs.
uint32_t pci_read(uint32_t devfn, uint32_t offset);
void pci_write(uint32_t devfn, uint32_t offset, uint32_t value);
uint64_t pci_place(uint64_t size);                      // for registers, a power of two, aligned to it; 0: none left
uint32_t pci_irq(uint32_t devfn);                       // of its line A, for irq_attach; kNoIrq: it leads nowhere

// A write of data to address is an interrupt, which handler(device) is called for as by irq_attach.
struct Message {
  uint64_t address;
  uint32_t data;
};
bool msi_attach(void (*handler)(void* device), void* device, Message& out);  // false: not on this machine, or no more

// Where the machine may have a virtio device of 512 bytes of registers, one after the other; false: there are no more.
using DeviceAt = BootInfo::DeviceAt;
bool virtio_mmio_slot(uint32_t index, DeviceAt& out);

// QEMU's fw_cfg registers (docs/specs/fw_cfg). Where there is no such device, fw_cfg_data reads ones.
void fw_cfg_select(uint16_t item);                      // what is read next, from its beginning
uint8_t fw_cfg_data();                                  // the next byte
void fw_cfg_start(void const* order);                   // the device carries out the order at this identity-mapped address

// Arm semihosting: a request to whoever emulates or debugs the machine, which stands still meanwhile. The block and what it
// points to must be mapped. kSemihostingRefused: nobody listens.
inline constexpr int64_t kSemihostingRefused = INT64_MIN;
extern "C" int64_t semihosting_call(uint64_t operation, uint64_t const* block);

// ---- supplied by kernel/ -----------------------------------------------------------------------------------------

uintptr_t guarded_stack(size_t bytes);                       // top of a new committed stack with a guard page below
bool map_range(uintptr_t va, uint64_t pa, uint64_t size, Prot prot);  // page-aligned; false: out of memory
void unmap_range(uintptr_t va, uint64_t size);
extern bool keepstale;  // as a test: old translations are not flushed. Constant once other cores run

// A fault nobody handles: prints the report and ends the machine. what: "page fault (write)", …; runs on a fault stack.
[[noreturn]] void on_fault(arch::Frame& frame, char const* what, uintptr_t addr);

}  // namespace burrow::bare

// The first C++ code after boot/<isa>/start.S; on the boot stack, masked, early page tables.
extern "C" [[noreturn]] void kmain(burrow::BootInfo& boot);

// ---- supplied by linker/<isa>.ld: the image, page-aligned in this order ----------------------------------------------
extern "C" {
extern char image_start[], text_start[], text_end[], rodata_start[], rodata_end[], data_start[], image_end[];
}

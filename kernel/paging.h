// Page tables of both iron machines: one walker over the machine's pte_* (arch/bare.h), W^X throughout.
#pragma once

#include "arch/bare.h"

namespace burrow::bare {

// on the boot core · after memory_init · builds the final tables and installs them on this core: RAM read-write (2 MiB
// blocks where aligned), the image by section, page 0 and the boot stack's guard page absent, and the devices that
// BootInfo names. RAM lies below BootInfo::kMemoryEnd. false: out of memory.
bool paging_init(BootInfo const& boot);

uint64_t paging_root();  // physical address of the top table, for set_root on the other cores

// For stack_commit: irq masked, no lock.
Pte* page_entry(uintptr_t va);               // level 0; nullptr: no table
bool entry_mapped(Pte& entry);
bool entry_publish(Pte& entry, uint64_t pa);  // maps read-write; false: another core was first and its page stays
bool entry_revive(Pte& entry);                // maps the page it hides again; false: it hides none

// For released pages: nobody uses the address.
void* entry_page(Pte& entry);                 // of a mapped one
void entry_hide(Pte& entry, uint64_t tag);    // not mapped from now on, if it was; keeps its page
void* entry_take(Pte& entry, uint64_t tag);   // the page hidden with this tag, once; nullptr: it hides none such

}  // namespace burrow::bare

extern "C" char boot_stack_guard[];  // the page below the boot stack; supplied with that stack, by boot/ or linker/

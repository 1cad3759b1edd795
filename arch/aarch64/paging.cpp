// Translation-table entries (Arm ARM D8.3) for kernel/paging.cpp, and what follows a change of them.
#include "arch/aarch64/core.h"
#include "arch/aarch64/mmu.h"

namespace burrow::bare {

Pte pte_leaf(uint64_t pa, Prot prot, bool block) {
  Pte const kind = block ? PTE_BLOCK : PTE_PAGE;
  switch (prot) {
    case Prot::read: return pa | PTE_READ | kind;
    case Prot::read_write: return pa | PTE_READ_WRITE | kind;
    case Prot::read_execute: return pa | PTE_READ_EXECUTE | kind;
    case Prot::device: return pa | PTE_DEVICE | kind;
  }
  return 0;
}

Pte pte_table(uint64_t pa) { return pa | PTE_TABLE; }
bool pte_present(Pte pte) { return (pte & PTE_VALID) != 0; }
bool pte_is_leaf(Pte pte, uint32_t level) { return level == 0 || (pte & PTE_KIND) == PTE_BLOCK; }
uint64_t pte_address(Pte pte) { return pte & PTE_ADDRESS; }

void pte_sync() {
  dsb_ishst();
  isb();
}

void tlb_flush_page(uintptr_t va) {
  dsb_ishst();
  asm volatile("tlbi vaae1is, %0" ::"r"(va >> 12 & 0xfff'ffff'ffff) : "memory");
  dsb_ish();
  isb();
}

void tlb_drop(uintptr_t lo, uintptr_t hi, uint64_t) {
  if (keepstale) return;
  dsb_ishst();
  for (uintptr_t va = lo; va < hi; va += arch::kPageSize) {
    asm volatile("tlbi vaae1is, %0" ::"r"(va >> 12 & 0xfff'ffff'ffff) : "memory");
  }
  dsb_ish();
  isb();
}

uint64_t tlb_dropped() { return UINT64_MAX; }  // tlb_drop has waited for all cores
void tlb_hurry(uint64_t) {}

void set_root(uint64_t root_pa) {
  dsb_ishst();
  write_ttbr0_el1(root_pa);
  isb();
  asm volatile("tlbi vmalle1\n\tdsb nsh" ::: "memory");
  isb();
}

}  // namespace burrow::bare

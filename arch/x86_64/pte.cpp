// Page-table entries. SDM vol. 3, 4.5. Accessed and dirty are set from the start, so the CPU never writes an entry. None
// is global: loading CR3 drops them all (tlb.cpp).
#include "arch/bare.h"
#include "arch/x86_64/ops.h"

namespace burrow::bare {
namespace {

enum Bit : uint64_t {
  kPresent = 1, kWrite = 2, kWriteThrough = 8, kNoCache = 16, kAccessed = 32, kDirty = 64, kBlock = 128,
};
constexpr uint64_t kNoExecute = uint64_t{1} << 63;
constexpr uint64_t kAddress = 0x000f'ffff'ffff'f000;

uint64_t prot_bits(Prot prot) {
  switch (prot) {
    case Prot::read: return kPresent | kNoExecute;
    case Prot::read_write: return kPresent | kWrite | kNoExecute;
    case Prot::read_execute: return kPresent;
    case Prot::device: return kPresent | kWrite | kNoExecute | kWriteThrough | kNoCache;
  }
  return 0;
}

}  // namespace

Pte pte_leaf(uint64_t pa, Prot prot, bool block) {
  uint64_t const size_bit = block ? uint64_t{kBlock} : 0;
  return pa | prot_bits(prot) | size_bit | kAccessed | kDirty;
}

Pte pte_table(uint64_t pa) { return pa | kPresent | kWrite | kAccessed; }
bool pte_present(Pte pte) { return (pte & kPresent) != 0; }
bool pte_is_leaf(Pte pte, uint32_t level) { return level == 0 || (pte & kBlock) != 0; }
uint64_t pte_address(Pte pte) { return pte & kAddress; }

void pte_sync() {}  // the walker sees stores in order and caches no absent entry

void tlb_flush_page(uintptr_t va) { asm volatile("invlpg (%0)" : : "r"(va) : "memory"); }

void set_root(uint64_t root_pa) { x86::write_cr3(root_pa); }

}  // namespace burrow::bare

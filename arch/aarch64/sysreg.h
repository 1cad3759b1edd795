// System registers by name. Reads are volatile: most of them differ from core to core.
#pragma once

#include <cstdint>

#define BURROW_SYSREG(name, spelling)                              \
  inline uint64_t read_##name() {                                  \
    uint64_t value;                                                \
    asm volatile("mrs %0, " spelling : "=r"(value)::"memory");     \
    return value;                                                  \
  }                                                                \
  inline void write_##name(uint64_t value) { asm volatile("msr " spelling ", %0" ::"r"(value) : "memory"); }

namespace burrow::bare {

BURROW_SYSREG(tpidrro_el0, "tpidrro_el0")
BURROW_SYSREG(mpidr_el1, "mpidr_el1")
BURROW_SYSREG(vbar_el1, "vbar_el1")
BURROW_SYSREG(ttbr0_el1, "ttbr0_el1")
BURROW_SYSREG(mmfr1_el1, "id_aa64mmfr1_el1")
BURROW_SYSREG(cntfrq_el0, "cntfrq_el0")
BURROW_SYSREG(cntvct_el0, "cntvct_el0")
BURROW_SYSREG(cntv_ctl_el0, "cntv_ctl_el0")
BURROW_SYSREG(cntv_cval_el0, "cntv_cval_el0")
BURROW_SYSREG(icc_iar0_el1, "s3_0_c12_c8_0")
BURROW_SYSREG(icc_iar1_el1, "s3_0_c12_c12_0")
BURROW_SYSREG(icc_eoir1_el1, "s3_0_c12_c12_1")
BURROW_SYSREG(icc_sgi1r_el1, "s3_0_c12_c11_5")
BURROW_SYSREG(icc_sgi0r_el1, "s3_0_c12_c11_7")
BURROW_SYSREG(icc_pmr_el1, "s3_0_c4_c6_0")
BURROW_SYSREG(icc_sre_el1, "s3_0_c12_c12_5")
BURROW_SYSREG(icc_igrpen0_el1, "s3_0_c12_c12_6")
BURROW_SYSREG(icc_igrpen1_el1, "s3_0_c12_c12_7")

inline constexpr uint64_t kAffinity = 0xff'00ff'ffff;  // of MPIDR: Aff3, Aff2, Aff1, Aff0

inline void isb() { asm volatile("isb" ::: "memory"); }
inline void dsb_ishst() { asm volatile("dsb ishst" ::: "memory"); }
inline void dsb_ish() { asm volatile("dsb ish" ::: "memory"); }
inline void dsb_sy() { asm volatile("dsb sy" ::: "memory"); }

inline uint32_t mmio_read(uintptr_t address) { return *reinterpret_cast<uint32_t volatile*>(address); }
inline uint8_t mmio_read8(uintptr_t address) { return *reinterpret_cast<uint8_t volatile*>(address); }
inline uint64_t mmio_read64(uintptr_t address) { return *reinterpret_cast<uint64_t volatile*>(address); }
inline void mmio_write(uintptr_t address, uint32_t value) { *reinterpret_cast<uint32_t volatile*>(address) = value; }
inline void mmio_write8(uintptr_t address, uint8_t value) { *reinterpret_cast<uint8_t volatile*>(address) = value; }
inline void mmio_write16(uintptr_t address, uint16_t value) { *reinterpret_cast<uint16_t volatile*>(address) = value; }
inline void mmio_write64(uintptr_t address, uint64_t value) { *reinterpret_cast<uint64_t volatile*>(address) = value; }

}  // namespace burrow::bare

#undef BURROW_SYSREG

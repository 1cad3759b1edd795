// The bits of translation tables and of the registers that govern them (Arm ARM D8, D19), for assembly and C++.
// 48-bit addresses in TTBR0 alone, 4 KiB pages, four levels. Attribute 0 is write-back memory, attribute 1 a device.
#pragma once

#define PTE_VALID 0x1
#define PTE_TABLE 0x3
#define PTE_PAGE 0x3
#define PTE_BLOCK 0x1
#define PTE_KIND 0x3
#define PTE_DEVICE_ATTR 0x4
#define PTE_READ_ONLY 0x80
#define PTE_INNER 0x300
#define PTE_ACCESSED 0x400
#define PTE_PXN 0x20000000000000
#define PTE_UXN 0x40000000000000
#define PTE_ADDRESS 0xfffffffff000

#define PTE_MEMORY (PTE_INNER | PTE_ACCESSED | PTE_UXN)
#define PTE_READ (PTE_MEMORY | PTE_PXN | PTE_READ_ONLY)
#define PTE_READ_WRITE (PTE_MEMORY | PTE_PXN)
#define PTE_READ_EXECUTE (PTE_MEMORY | PTE_READ_ONLY)
#define PTE_DEVICE (PTE_ACCESSED | PTE_UXN | PTE_PXN | PTE_DEVICE_ATTR)

#define MAIR_VALUE 0x04ff       /* 0: write-back, 1: Device-nGnRE */
#define TCR_VALUE 0x80903510    /* T0SZ 16, WBWA, inner shareable, 4 KiB; EPD1: no walks by TTBR1 */
#define TCR_IPS_SHIFT 32
#define SCTLR_OFF 0x30d00800    /* the bits that are one, MMU off */
#define SCTLR_VALUE 0x30d8180d  /* and M, C, I, SA, WXN */
#define SCTLR_SPAN 0x800000     /* clear it: exceptions set PAN */
#define CPACR_VALUE 0x300000    /* FP and AdvSIMD; SVE and SME trap */

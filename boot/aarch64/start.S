// Reset to kmain on QEMU's `virt`: the loader enters the ELF at EL2 or EL1 with the MMU off and x0 = device tree, or 0
// and the tree at the start of RAM. Writable memory is never executable, page 0 and the boot stack's guard are not
// mapped. Goroutine and scheduler code runs on SP_EL0 from here on, handlers on SP_EL1.
#include "arch/aarch64/mmu.h"

#define DEVICES 0x08000000                      // GIC and serial port: 64 MiB
#define DEVICES_SIZE 0x04000000
#define RAM 0x40000000                          // the GiB that the early tables map
#define BLOCK 0x200000
#define PAGE 0x1000
#define IMAGE_TABLES 4                          // 2 MiB each; linker/aarch64.ld asserts that the image fits
#define BOOT_STACK 16384

        .macro  address reg, symbol
        adrp    \reg, \symbol
        add     \reg, \reg, :lo12:\symbol
        .endm

        .text
        .globl  _start
        .type   _start, %function
_start:
        mov     x20, x0
        mrs     x0, CurrentEL
        address x1, boot_level
        str     x0, [x1]
        bl      enter_el1
        bl      check_features
        bl      build_early_tables
        address x0, early_top
        bl      mmu_on
        address x0, boot_stack_top
        mov     sp, x0
        mov     x29, xzr
        msr     tpidr_el1, xzr
        address x0, aarch64_cores
        msr     tpidrro_el0, x0
        mov     x0, x20
        bl      boot_main
        .size   _start, . - _start

        // EL2 or EL1 -> EL1 with everything masked, SP_EL0 selected. Keeps x20. Returns to the caller at EL1.
        .globl  enter_el1
        .type   enter_el1, %function
enter_el1:
        msr     daifset, #15
        mrs     x9, CurrentEL
        cmp     x9, #(2 << 2)
        b.lo    4f
        b.hi    entered_too_high
        mov     x9, #(1 << 31)                  // HCR_EL2: EL1 is 64-bit, nothing is trapped
        msr     hcr_el2, x9
        mov     x9, #3                          // EL1 may read counter and timer
        msr     cnthctl_el2, x9
        msr     cntvoff_el2, xzr
        mov     x9, #0x32ff                     // FP and AdvSIMD are not trapped
        msr     cptr_el2, x9
        msr     hstr_el2, xzr
        mrs     x9, midr_el1
        msr     vpidr_el2, x9
        mrs     x9, mpidr_el1
        msr     vmpidr_el2, x9
        mrs     x9, id_aa64pfr0_el1
        ubfx    x9, x9, #24, #4
        cbz     x9, 3f
        mov     x9, #0xf                        // GICv3: EL1 may use the system registers
        msr     s3_4_c12_c9_5, x9               // ICC_SRE_EL2
        isb
        msr     s3_4_c12_c11_0, xzr             // ICH_HCR_EL2
3:      ldr     x9, =SCTLR_OFF
        msr     sctlr_el1, x9
        mov     x9, #0x3c4                      // EL1t, DAIF
        msr     spsr_el2, x9
        msr     elr_el2, x30
        eret
4:      msr     spsel, #0
        ret
        .size   enter_el1, . - enter_el1

entered_too_high:
        address x0, text_too_high
        b       early_exit

        .type   check_features, %function
check_features:
        address x9, early_vectors
        msr     vbar_el1, x9
        isb
        mrs     x9, id_aa64mmfr0_el1
        ubfx    x9, x9, #28, #4
        address x0, text_no_granule
        cmp     x9, #0xf
        b.eq    early_exit
        mrs     x9, id_aa64pfr0_el1
        ubfx    x9, x9, #20, #4
        address x0, text_no_simd
        cmp     x9, #0xf
        b.eq    early_exit
        ret
        .size   check_features, . - check_features

        // Identity: the devices, a GiB of RAM in 2 MiB blocks, the image's blocks in pages by section.
        .type   build_early_tables, %function
build_early_tables:
        mov     x15, x30
        address x9, early_top
        address x10, early_gibs
        orr     x11, x10, #PTE_TABLE
        str     x11, [x9]
        address x11, early_devices
        orr     x12, x11, #PTE_TABLE
        str     x12, [x10]
        address x12, early_ram
        orr     x13, x12, #PTE_TABLE
        str     x13, [x10, #8]

        add     x0, x11, #(DEVICES / BLOCK * 8)
        ldr     x1, =DEVICES | PTE_DEVICE | PTE_BLOCK
        mov     x2, #BLOCK
        mov     x3, #(DEVICES_SIZE / BLOCK)
        bl      fill
        mov     x0, x12
        ldr     x1, =RAM | PTE_READ_WRITE | PTE_BLOCK
        mov     x3, #512
        bl      fill

        address x13, early_image
        address x14, image_start                // on a 2 MiB border
        mov     x0, #RAM
        sub     x0, x14, x0
        lsr     x0, x0, #(21 - 3)
        add     x0, x0, x12
        orr     x1, x13, #PTE_TABLE
        mov     x2, #PAGE
        mov     x3, #IMAGE_TABLES
        bl      fill
        mov     x0, x13
        ldr     x1, =PTE_READ_WRITE | PTE_PAGE
        orr     x1, x1, x14
        mov     x3, #(IMAGE_TABLES * 512)
        bl      fill

        ldr     x1, =PTE_READ_EXECUTE | PTE_PAGE
        address x4, text_start
        address x5, text_end
        bl      fill_section
        ldr     x1, =PTE_READ | PTE_PAGE
        address x4, rodata_start
        address x5, rodata_end
        bl      fill_section
        address x4, boot_stack_guard
        sub     x4, x4, x14
        lsr     x4, x4, #(12 - 3)
        str     xzr, [x13, x4]
        ret     x15

fill_section:                                   // x1 attributes, x4 first, x5 behind
        sub     x0, x4, x14
        lsr     x0, x0, #(12 - 3)
        add     x0, x0, x13
        orr     x1, x1, x4
        sub     x3, x5, x4
        lsr     x3, x3, #12
fill:                                           // x0 entry, x1 value, x2 step of it, x3 how many
        cbz     x3, 6f
5:      str     x1, [x0], #8
        add     x1, x1, x2
        subs    x3, x3, #1
        b.ne    5b
6:      ret
        .size   build_early_tables, . - build_early_tables

        // x0 = top table. At EL1, MMU off; also the secondary cores' way in.
        .globl  mmu_on
        .type   mmu_on, %function
mmu_on:
        dsb     sy
        msr     ttbr0_el1, x0
        mov     x9, #MAIR_VALUE
        msr     mair_el1, x9
        ldr     x9, =TCR_VALUE
        mrs     x10, id_aa64mmfr0_el1
        and     x10, x10, #0xf
        mov     x11, #5                         // 48 bits at most
        cmp     x10, x11
        csel    x10, x10, x11, lo
        orr     x9, x9, x10, lsl #TCR_IPS_SHIFT
        msr     tcr_el1, x9
        mov     x9, #CPACR_VALUE
        msr     cpacr_el1, x9
        msr     mdscr_el1, xzr
        tlbi    vmalle1
        ic      iallu
        dsb     nsh
        isb
        ldr     x9, =SCTLR_VALUE
        mrs     x10, id_aa64mmfr1_el1
        tst     x10, #(0xf << 20)
        b.eq    7f
        bic     x9, x9, #SCTLR_SPAN
        .inst   0xd500419f                      // msr pan, #1
7:      msr     sctlr_el1, x9
        isb
        ret
        .size   mmu_on, . - mmu_on
        .ltorg

        .section .rodata, "a"
text_too_high:
        .asciz  "burrow: usage: entered above EL2; start the machine with secure=off\n"
text_no_granule:
        .asciz  "burrow: usage: this CPU has no 4 KiB translation granule\n"
text_no_simd:
        .asciz  "burrow: usage: this CPU has no vector registers\n"

        .data
        .balign 8
        .globl  boot_level
boot_level:                                     // CurrentEL at entry
        .quad   0

        .section .bss, "aw", %nobits
        .balign PAGE
early_top:
        .zero   PAGE
early_gibs:
        .zero   PAGE
early_devices:
        .zero   PAGE
early_ram:
        .zero   PAGE
early_image:
        .zero   IMAGE_TABLES * PAGE

        .section .boot_stack, "aw", %nobits     // the linker script puts an absent page below it
        .balign PAGE
        .zero   BOOT_STACK
boot_stack_top:

        .section .note.GNU-stack, "", %progbits

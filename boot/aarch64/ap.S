// A secondary core's way in: PSCI enters here with the MMU off, x0 = its block (arch/aarch64/core.h), at the level at
// which the boot core came in.
#include "arch/aarch64/layout.h"

        .text
        .globl  ap_start
        .type   ap_start, %function
ap_start:
        mov     x20, x0
        bl      enter_el1
        adrp    x0, early_vectors
        add     x0, x0, :lo12:early_vectors
        msr     vbar_el1, x0
        ldr     x0, [x20, #CORE_ROOT]
        bl      mmu_on
        ldr     x0, [x20, #CORE_DOUBLE_TOP]
        mov     sp, x0
        mov     x29, xzr
        msr     tpidr_el1, xzr
        msr     tpidrro_el0, x20
        mov     x0, x20
        bl      ap_main
        .size   ap_start, . - ap_start

        .section .note.GNU-stack, "", %progbits

// The register switch. Nothing here is privileged: it links unchanged into a user program. Go: asm_arm64.s mcall, gogo.
// A suspended execution, from sp up: x29 x30 (a frame record), x19 to x28, d8 to d15, fpcr, pad. gostartcall.cpp builds
// the same.
#define SWITCH_FRAME 176

        .text
        .globl  arch_mcall
        .type   arch_mcall, %function
arch_mcall:                                     // x0 save, x1 sp, x2 fn, x3 gp
        stp     x29, x30, [sp, #-SWITCH_FRAME]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mrs     x9, fpcr
        str     x9, [sp, #160]
        mov     x9, sp
        mov     sp, x1
        stlr    x9, [x0]                        // rel: publishes the frame; pairs with acq in arch_gogo
        mov     x29, xzr
        mov     x0, x3
        blr     x2
        bl      badmcall2
        .size   arch_mcall, . - arch_mcall

        .globl  arch_gogo
        .type   arch_gogo, %function
arch_gogo:                                      // x0 buf
        ldar    x9, [x0]                        // acq: pairs with rel in arch_mcall
        mov     sp, x9
        clrex
        ldr     x9, [sp, #160]
        msr     fpcr, x9
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x30, [sp], #SWITCH_FRAME
        ret
        .size   arch_gogo, . - arch_gogo

        .globl  arch_goroutine_entry
        .type   arch_goroutine_entry, %function
arch_goroutine_entry:                           // x19 fn, x20 arg
        mov     x0, x20
        blr     x19
        bl      goexit_upcall
        .size   arch_goroutine_entry, . - arch_goroutine_entry

        .section .note.GNU-stack, "", %progbits

// registers.h on aarch64.
        .text

        .globl  mcall_with_registers
mcall_with_registers:                           // x0 load, x1 seen, x2 save, x3 sp, x4 fn, x5 gp
        stp     x29, x30, [sp, #-192]!
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
        stp     x9, x1, [sp, #160]
        mov     x9, x0
        bl      load_from_x9
        mov     x0, x2
        mov     x1, x3
        mov     x2, x4
        mov     x3, x5
        bl      arch_mcall
        ldr     x9, [sp, #168]
        stp     x19, x20, [x9]
        stp     x21, x22, [x9, #16]
        stp     x23, x24, [x9, #32]
        stp     x25, x26, [x9, #48]
        stp     x27, x28, [x9, #64]
        str     x29, [x9, #80]
        stp     d8, d9, [x9, #88]
        stp     d10, d11, [x9, #104]
        stp     d12, d13, [x9, #120]
        stp     d14, d15, [x9, #136]
        mrs     x10, fpcr
        str     x10, [x9, #152]
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
        ldp     x29, x30, [sp], #192
        ret

        .globl  gogo_with_registers
gogo_with_registers:                            // x0 load, x1 buf
        mov     x9, x0
        mov     x0, x1
        bl      load_from_x9
        b       arch_gogo

load_from_x9:
        ldp     x19, x20, [x9]
        ldp     x21, x22, [x9, #16]
        ldp     x23, x24, [x9, #32]
        ldp     x25, x26, [x9, #48]
        ldp     x27, x28, [x9, #64]
        ldr     x29, [x9, #80]
        ldp     d8, d9, [x9, #88]
        ldp     d10, d11, [x9, #104]
        ldp     d12, d13, [x9, #120]
        ldp     d14, d15, [x9, #136]
        ldr     x10, [x9, #152]
        msr     fpcr, x10
        ret

        .globl  record_entry
record_entry:
        adrp    x9, entry_record
        add     x9, x9, :lo12:entry_record
        mov     x10, sp
        stp     x0, x10, [x9]
        mrs     x10, fpcr
        stp     x29, x10, [x9, #16]
        b       entry_recorded

// Whether an exclusive store succeeds after a switch to *buf and back: x0 word, x1 save, x2 sp, x3 fn, x4 gp.
// Returns 0 if the reservation is still there, as a store's status does.
        .globl  exclusive_store_across_mcall
exclusive_store_across_mcall:
        stp     x29, x30, [sp, #-32]!
        str     x0, [sp, #16]
        ldxr    x9, [x0]
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        bl      arch_mcall
        ldr     x0, [sp, #16]
        mov     x9, xzr
        stxr    w10, x9, [x0]
        mov     w0, w10
        ldp     x29, x30, [sp], #32
        ret

        .section .note.GNU-stack, "", %progbits

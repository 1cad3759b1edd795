// The exception table (Arm ARM D1.4). Goroutines and g0 run on SP_EL0, handlers on SP_EL1: what interrupts the former
// comes in at +0x000, what a handler does wrong at +0x200.
// Invariants: V11 no stub trusts the SP it finds: it loads the stack for its kind of exception from the core's block
// (TPIDRRO_EL0), a nested fault after comparing SP with the interrupt stack's bounds. V8 ELR, SPSR and SP_EL0 are in
// the frame before any C++ runs, and handlers stay masked, so only synchronous faults nest: interrupt, fault, double.
// Kernel code owns TPIDR_EL0 as the stubs' scratch register: there is no EL0.
#include "arch/aarch64/layout.h"

        .macro  x3_to_x30 op
        \op     x3, x4, [sp, #FRAME_X1 + 16]
        \op     x5, x6, [sp, #FRAME_X1 + 32]
        \op     x7, x8, [sp, #FRAME_X1 + 48]
        \op     x9, x10, [sp, #FRAME_X1 + 64]
        \op     x11, x12, [sp, #FRAME_X1 + 80]
        \op     x13, x14, [sp, #FRAME_X1 + 96]
        \op     x15, x16, [sp, #FRAME_X1 + 112]
        \op     x17, x18, [sp, #FRAME_X1 + 128]
        \op     x19, x20, [sp, #FRAME_X1 + 144]
        \op     x21, x22, [sp, #FRAME_X1 + 160]
        \op     x23, x24, [sp, #FRAME_X1 + 176]
        \op     x25, x26, [sp, #FRAME_X1 + 192]
        \op     x27, x28, [sp, #FRAME_X1 + 208]
        \op     x29, x30, [sp, #FRAME_X1 + 224]
        .endm

        // x0 is in TPIDR_EL0, sp at the new frame; x2 = the interrupted SP, x1 and x2 already saved.
        .macro  save_and_call handler
        mrs     x0, tpidr_el0
        str     x0, [sp]
        x3_to_x30 stp
        mrs     x3, elr_el1
        mrs     x4, spsr_el1
        mrs     x5, esr_el1
        mrs     x6, far_el1
        stp     x2, x3, [sp, #FRAME_SP]
        stp     x4, x5, [sp, #FRAME_PSTATE]
        str     x6, [sp, #FRAME_FAR]
        mov     x29, xzr
        mov     x0, sp
        bl      \handler
        .endm

        // One slot of the table: takes the stack and leaves for the stub.
        .macro  slot stack, stub
        .balign 128
        msr     tpidr_el0, x0
        mrs     x0, tpidrro_el0
        ldr     x0, [x0, #\stack]
        sub     sp, x0, #FRAME_SIZE
        b       \stub
        .endm

        .macro  stub handler
        stp     x1, x2, [sp, #FRAME_X1]
        mrs     x2, sp_el0
        save_and_call \handler
        .endm

        .text
        .balign 2048
        .globl  vectors
vectors:
        slot    CORE_FAULT_TOP, sync_stub       // current EL, SP_EL0
        slot    CORE_IRQ_TOP, irq_stub
        slot    CORE_DOUBLE_TOP, fiq_stub
        slot    CORE_DOUBLE_TOP, unexpected_stub
        .balign 128                             // current EL, SP_EL1
        b       nested_stub
        .rept   11                              // masked; and there is no lower EL
        slot    CORE_DOUBLE_TOP, unexpected_stub
        .endr
        .balign 128

irq_stub:
        stub    trap_irq
        b       return_to_sp0
sync_stub:
        stub    trap_sync
return_to_sp0:
        ldp     x1, x2, [sp, #FRAME_SP]
        ldr     x3, [sp, #FRAME_PSTATE]
        msr     sp_el0, x1
        msr     elr_el1, x2
        msr     spsr_el1, x3
        x3_to_x30 ldp
        ldp     x1, x2, [sp, #FRAME_X1]
        ldr     x0, [sp]
        eret

fiq_stub:
        stub    trap_fiq
        b       .
unexpected_stub:
        stub    trap_unexpected
        b       .

        // A handler faulted. On the interrupt stack that may be a G's stack growing under inject_preempt.
nested_stub:
        msr     tpidr_el0, x0
        mrs     x0, tpidrro_el0
        stp     x1, x2, [x0, #CORE_SCRATCH]
        mov     x2, sp
        ldr     x1, [x0, #CORE_IRQ_LO]
        cmp     x2, x1
        b.lo    double_fault
        ldr     x1, [x0, #CORE_IRQ_TOP]
        cmp     x2, x1
        b.hi    double_fault
        ldr     x1, [x0, #CORE_FAULT_TOP]
        sub     sp, x1, #FRAME_SIZE
        ldr     x1, [x0, #CORE_SCRATCH]
        ldr     x0, [x0, #CORE_SCRATCH + 8]
        stp     x1, x0, [sp, #FRAME_X1]
        save_and_call trap_sync
return_to_handler:
        ldp     x1, x2, [sp, #FRAME_PC]
        msr     elr_el1, x1
        msr     spsr_el1, x2
        ldr     x0, [sp]
        msr     tpidr_el0, x0
        x3_to_x30 ldp
        ldr     x0, [sp, #FRAME_SP]
        ldp     x1, x2, [sp, #FRAME_X1]
        mov     sp, x0
        mrs     x0, tpidr_el0
        eret

double_fault:
        ldr     x1, [x0, #CORE_DOUBLE_TOP]
        sub     sp, x1, #FRAME_SIZE
        ldr     x1, [x0, #CORE_SCRATCH]
        ldr     x0, [x0, #CORE_SCRATCH + 8]
        stp     x1, x0, [sp, #FRAME_X1]
        save_and_call trap_double
        b       return_to_handler               // only from a refused semihosting call, which never looks back

        .section .note.GNU-stack, "", %progbits

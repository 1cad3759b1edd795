// Where inject_preempt leads: saves every register on the G's stack and calls asyncPreempt2. Go: preempt_arm64.s.
// Differs: a return to an arbitrary pc with all registers intact is possible only by eret.
// Invariant: between preempt_resume and preempt_sp_moves sp stands still, so the stretch may be run again: a fault in
// it spoils ELR_EL1, and traps.cpp sends it back to preempt_resume.
#include "arch/aarch64/layout.h"

        .macro  x2_to_x27 op
        \op     x2, x3, [sp, #16]
        \op     x4, x5, [sp, #32]
        \op     x6, x7, [sp, #48]
        \op     x8, x9, [sp, #64]
        \op     x10, x11, [sp, #80]
        \op     x12, x13, [sp, #96]
        \op     x14, x15, [sp, #112]
        \op     x16, x17, [sp, #128]
        \op     x18, x19, [sp, #144]
        \op     x20, x21, [sp, #160]
        \op     x22, x23, [sp, #176]
        \op     x24, x25, [sp, #192]
        \op     x26, x27, [sp, #208]
        .endm

        .macro  q0_to_q31 op
        \op     q0, q1, [sp, #SPILL_Q0]
        \op     q2, q3, [sp, #SPILL_Q0 + 32]
        \op     q4, q5, [sp, #SPILL_Q0 + 64]
        \op     q6, q7, [sp, #SPILL_Q0 + 96]
        \op     q8, q9, [sp, #SPILL_Q0 + 128]
        \op     q10, q11, [sp, #SPILL_Q0 + 160]
        \op     q12, q13, [sp, #SPILL_Q0 + 192]
        \op     q14, q15, [sp, #SPILL_Q0 + 224]
        \op     q16, q17, [sp, #SPILL_Q0 + 256]
        \op     q18, q19, [sp, #SPILL_Q0 + 288]
        \op     q20, q21, [sp, #SPILL_Q0 + 320]
        \op     q22, q23, [sp, #SPILL_Q0 + 352]
        \op     q24, q25, [sp, #SPILL_Q0 + 384]
        \op     q26, q27, [sp, #SPILL_Q0 + 416]
        \op     q28, q29, [sp, #SPILL_Q0 + 448]
        \op     q30, q31, [sp, #SPILL_Q0 + 480]
        .endm

        .text
        .globl  asyncPreempt, asyncPreempt_end, preempt_resume, preempt_sp_moves
        .type   asyncPreempt, %function
asyncPreempt:
        sub     sp, sp, #SPILL_SIZE
        stp     x0, x1, [sp]
        x2_to_x27 stp
        str     x28, [sp, #224]
        mrs     x0, fpcr
        mrs     x1, fpsr
        stp     x0, x1, [sp, #SPILL_FPCR]
        q0_to_q31 stp
        add     x29, sp, #SPILL_SIZE            // the record {x29, pc}: a traceback goes on at the interrupted pc
        bl      asyncPreempt2
        q0_to_q31 ldp
        ldp     x0, x1, [sp, #SPILL_FPCR]
        msr     fpcr, x0
        msr     fpsr, x1
        x2_to_x27 ldp
        ldr     x28, [sp, #224]
        msr     daifset, #15
preempt_resume:
        ldr     x0, [sp, #SPILL_SIZE + PUSHED_PC]
        ldr     x1, [sp, #SPILL_SIZE + PUSHED_PSTATE]
        msr     elr_el1, x0
        msr     spsr_el1, x1
        ldr     x29, [sp, #SPILL_SIZE + PUSHED_X29]
        ldr     x30, [sp, #SPILL_SIZE + PUSHED_X30]
        ldp     x0, x1, [sp]
preempt_sp_moves:
        add     sp, sp, #SPILL_SIZE + PUSHED_SIZE
        eret
asyncPreempt_end:
        .size   asyncPreempt, . - asyncPreempt

        .section .note.GNU-stack, "", %progbits

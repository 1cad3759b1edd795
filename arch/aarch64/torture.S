// Holds a pattern in every register but sp while call-free code spins. Offsets: torture.h.
#define NZCV 248
#define FPCR 256
#define FPSR 264
#define Q 272

        .macro  x2_to_x29 op
        \op     x2, x3, [x30, #16]
        \op     x4, x5, [x30, #32]
        \op     x6, x7, [x30, #48]
        \op     x8, x9, [x30, #64]
        \op     x10, x11, [x30, #80]
        \op     x12, x13, [x30, #96]
        \op     x14, x15, [x30, #112]
        \op     x16, x17, [x30, #128]
        \op     x18, x19, [x30, #144]
        \op     x20, x21, [x30, #160]
        \op     x22, x23, [x30, #176]
        \op     x24, x25, [x30, #192]
        \op     x26, x27, [x30, #208]
        \op     x28, x29, [x30, #224]
        .endm

        .macro  q0_to_q31 op
        \op     q0, q1, [x30, #Q]
        \op     q2, q3, [x30, #Q + 32]
        \op     q4, q5, [x30, #Q + 64]
        \op     q6, q7, [x30, #Q + 96]
        \op     q8, q9, [x30, #Q + 128]
        \op     q10, q11, [x30, #Q + 160]
        \op     q12, q13, [x30, #Q + 192]
        \op     q14, q15, [x30, #Q + 224]
        \op     q16, q17, [x30, #Q + 256]
        \op     q18, q19, [x30, #Q + 288]
        \op     q20, q21, [x30, #Q + 320]
        \op     q22, q23, [x30, #Q + 352]
        \op     q24, q25, [x30, #Q + 384]
        \op     q26, q27, [x30, #Q + 416]
        \op     q28, q29, [x30, #Q + 448]
        \op     q30, q31, [x30, #Q + 480]
        .endm

        .macro  callee_saved op
        \op     x19, x20, [sp, #16]
        \op     x21, x22, [sp, #32]
        \op     x23, x24, [sp, #48]
        \op     x25, x26, [sp, #64]
        \op     x27, x28, [sp, #80]
        \op     d8, d9, [sp, #96]
        \op     d10, d11, [sp, #112]
        \op     d12, d13, [sp, #128]
        \op     d14, d15, [sp, #144]
        .endm

        .text
        .globl  registers_hold
        .type   registers_hold, %function
registers_hold:                                 // x0 in, x1 out
        stp     x29, x30, [sp, #-208]!
        callee_saved stp
        mrs     x2, fpcr
        mrs     x3, fpsr
        stp     x2, x3, [sp, #160]
        stp     x1, x18, [sp, #176]             // and [sp, #192]: x30 while it is an address

        mov     x30, x0
        ldr     x2, [x30, #NZCV]
        ldp     x3, x4, [x30, #FPCR]
        msr     nzcv, x2
        msr     fpcr, x3
        msr     fpsr, x4
        q0_to_q31 ldp
        ldp     x0, x1, [x30]
        x2_to_x29 ldp
        ldr     x30, [x30, #240]
1:      sub     x0, x0, #1
        add     x1, x1, #1
        cbnz    x0, 1b

        str     x30, [sp, #192]
        ldr     x30, [sp, #176]
        stp     x0, x1, [x30]
        x2_to_x29 stp
        q0_to_q31 stp
        ldr     x0, [sp, #192]
        str     x0, [x30, #240]
        mrs     x2, nzcv
        mrs     x3, fpcr
        mrs     x4, fpsr
        str     x2, [x30, #NZCV]
        stp     x3, x4, [x30, #FPCR]

        ldp     x2, x3, [sp, #160]
        msr     fpcr, x2
        msr     fpsr, x3
        ldr     x18, [sp, #184]
        callee_saved ldp
        ldp     x29, x30, [sp], #208
        ret
        .size   registers_hold, . - registers_hold

        .section .note.GNU-stack, "", %progbits

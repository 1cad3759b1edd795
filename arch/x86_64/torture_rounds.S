// Task text: loads every register a goroutine can use, spins without a call, and stores what it then finds. Offsets are
// those of Registers in torture.cpp, which asserts them. The spins use no register (second) or no flag (first).

        .set    kGeneral, 0
        .set    kFlags, 120
        .set    kX87Control, 128
        .set    kX87Status, 136
        .set    kMxcsr, 144
        .set    kMask, 152
        .set    kX87, 224
        .set    kVector, 384

        .set    kLocals, 48                     // on the stack: want, got, spins, level, old control words, found flags
        .set    kWant, 0
        .set    kGot, 8
        .set    kSpins, 16
        .set    kLevel, 24
        .set    kOldMxcsr, 32
        .set    kOldX87Control, 36
        .set    kFoundFlags, 40

        .altmacro
        .macro  each_vector op, prefix, last, to_memory, index=0
        .if     \index <= \last
        .if     \to_memory
        \op     %\prefix\index, kVector + 64 * \index(%rdi)
        .else
        \op     kVector + 64 * \index(%rdi), %\prefix\index
        .endif
        each_vector \op, \prefix, \last, \to_memory, %(\index + 1)
        .endif
        .endm

        .macro  each_mask to_memory, index=0
        .if     \index <= 7
        .if     \to_memory
        kmovq   %k\index, kMask + 8 * \index(%rdi)
        .else
        kmovq   kMask + 8 * \index(%rdi), %k\index
        .endif
        each_mask \to_memory, %(\index + 1)
        .endif
        .endm

// Vector registers from or to Registers at rdi, as far as the level goes: 0 SSE, 1 AVX, 2 AVX-512.
        .macro  move_vectors to_memory
        cmpq    $1, kLevel(%rsp)
        je      2f
        ja      3f
        each_vector movups, xmm, 15, \to_memory
        jmp     4f
2:      each_vector vmovups, ymm, 15, \to_memory
        jmp     4f
3:      each_vector vmovups, zmm, 31, \to_memory
        each_mask \to_memory
4:
        .endm

        .text
// rdi = want, rsi = got, rdx = spins (not 0), rcx = level
        .globl  torture_round
        .type   torture_round, @function
torture_round:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $kLocals, %rsp
        movq    %rdi, kWant(%rsp)
        movq    %rsi, kGot(%rsp)
        movq    %rdx, kSpins(%rsp)
        movq    %rcx, kLevel(%rsp)
        stmxcsr kOldMxcsr(%rsp)
        fnstcw  kOldX87Control(%rsp)

        move_vectors 0
        fninit
        fldcw   kX87Control(%rdi)
        .irp    slot, 7, 6, 5, 4, 3, 2, 1, 0
        fldt    kX87 + 16 * \slot(%rdi)
        .endr
        ldmxcsr kMxcsr(%rdi)
        movq    kGeneral + 0(%rdi), %rax
        movq    kGeneral + 8(%rdi), %rbx
        movq    kGeneral + 24(%rdi), %rdx
        movq    kGeneral + 32(%rdi), %rsi
        movq    kGeneral + 48(%rdi), %rbp
        movq    kGeneral + 56(%rdi), %r8
        movq    kGeneral + 64(%rdi), %r9
        movq    kGeneral + 72(%rdi), %r10
        movq    kGeneral + 80(%rdi), %r11
        movq    kGeneral + 88(%rdi), %r12
        movq    kGeneral + 96(%rdi), %r13
        movq    kGeneral + 104(%rdi), %r14
        movq    kGeneral + 112(%rdi), %r15
        pushq   kFlags(%rdi)
        movq    kGeneral + 40(%rdi), %rdi
        popfq

        movq    kSpins(%rsp), %rcx              // first: rcx counts, every flag is held
1:      loop    1b
        pushfq
        popq    kFoundFlags(%rsp)
        movq    kWant(%rsp), %rcx               // second: memory counts, rcx is held
        movq    kGeneral + 16(%rcx), %rcx
1:      decq    kSpins(%rsp)
        jnz     1b

        cld
        pushq   %rdi
        movq    8 + kGot(%rsp), %rdi
        movq    %rax, kGeneral + 0(%rdi)
        movq    %rbx, kGeneral + 8(%rdi)
        movq    %rcx, kGeneral + 16(%rdi)
        movq    %rdx, kGeneral + 24(%rdi)
        movq    %rsi, kGeneral + 32(%rdi)
        popq    kGeneral + 40(%rdi)
        movq    %rbp, kGeneral + 48(%rdi)
        movq    %r8, kGeneral + 56(%rdi)
        movq    %r9, kGeneral + 64(%rdi)
        movq    %r10, kGeneral + 72(%rdi)
        movq    %r11, kGeneral + 80(%rdi)
        movq    %r12, kGeneral + 88(%rdi)
        movq    %r13, kGeneral + 96(%rdi)
        movq    %r14, kGeneral + 104(%rdi)
        movq    %r15, kGeneral + 112(%rdi)
        movq    kFoundFlags(%rsp), %rax
        movq    %rax, kFlags(%rdi)
        stmxcsr kMxcsr(%rdi)
        fnstcw  kX87Control(%rdi)
        fnstsw  kX87Status(%rdi)
        .irp    slot, 0, 1, 2, 3, 4, 5, 6, 7
        fstpt   kX87 + 16 * \slot(%rdi)
        .endr
        move_vectors 1

        fninit
        fldcw   kOldX87Control(%rsp)
        ldmxcsr kOldMxcsr(%rsp)
        pushq   $0                              // AC, ID and the rest as C++ expects them, interrupts on
        orq     $0x202, (%rsp)
        popfq
        addq    $kLocals, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
        .size   torture_round, . - torture_round

        .section .note.GNU-stack, "", @progbits

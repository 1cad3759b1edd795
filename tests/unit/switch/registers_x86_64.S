// registers.h on x86-64.
        .text

// rdi = load, rsi = seen, rdx = save, rcx = sp, r8 = fn, r9 = gp
        .globl  mcall_with_registers
mcall_with_registers:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $24, %rsp               // own mxcsr, own x87 control word, seen
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %rsi, 8(%rsp)
        movq    %rdi, %rax
        movq    %rdx, %rdi
        movq    %rcx, %rsi
        movq    %r8, %rdx
        movq    %r9, %rcx
        call    load_from_rax
        call    arch_mcall
        movq    8(%rsp), %rax
        movq    %rbx, (%rax)
        movq    %rbp, 8(%rax)
        movq    %r12, 16(%rax)
        movq    %r13, 24(%rax)
        movq    %r14, 32(%rax)
        movq    %r15, 40(%rax)
        stmxcsr 48(%rax)
        fnstcw  56(%rax)
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $24, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret

// rdi = load, rsi = buf
        .globl  gogo_with_registers
gogo_with_registers:
        movq    %rdi, %rax
        movq    %rsi, %rdi
        call    load_from_rax
        jmp     arch_gogo

load_from_rax:
        movq    (%rax), %rbx
        movq    8(%rax), %rbp
        movq    16(%rax), %r12
        movq    24(%rax), %r13
        movq    32(%rax), %r14
        movq    40(%rax), %r15
        ldmxcsr 48(%rax)
        fldcw   56(%rax)
        ret

        .globl  record_entry
record_entry:
        movq    %rdi, entry_record(%rip)
        movq    %rsp, entry_record + 8(%rip)
        movq    %rbp, entry_record + 16(%rip)
        stmxcsr entry_record + 24(%rip)
        fnstcw  entry_record + 32(%rip)
        jmp     entry_recorded

        .section .note.GNU-stack, "", @progbits

// The register switch: mcall, gogo and a goroutine's first instruction. Nothing here is privileged, so that host
// programs link it too. Go: asm_amd64.s mcall, gogo.
// A suspended execution, from sp up: mxcsr (4 bytes) and x87 control word (4), r15 r14 r13 r12 rbx rbp, return address.

        .text

// rdi = save, rsi = sp, rdx = fn, rcx = gp
        .globl  arch_mcall
        .type   arch_mcall, @function
arch_mcall:
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %rsp, (%rdi)            // publication point: x86 stores are seen in order, so it is a release
        movq    %rsi, %rsp
        xorl    %ebp, %ebp
        movq    %rcx, %rdi
        call    *%rdx
        call    badmcall2
        ud2
        .size   arch_mcall, . - arch_mcall

// rdi = buf
        .globl  arch_gogo
        .type   arch_gogo, @function
arch_gogo:
        movq    (%rdi), %rsp
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
        .size   arch_gogo, . - arch_gogo

// Where gostartcallfn's frame returns to: rbx = fn, r12 = arg, rbp = 0, sp = the top of the stack.
        .globl  arch_goroutine_entry
        .type   arch_goroutine_entry, @function
arch_goroutine_entry:
        .cfi_startproc
        .cfi_undefined rip
        movq    %r12, %rdi
        call    *%rbx
        call    goexit_upcall
        ud2
        .cfi_endproc
        .size   arch_goroutine_entry, . - arch_goroutine_entry

        .section .note.GNU-stack, "", @progbits

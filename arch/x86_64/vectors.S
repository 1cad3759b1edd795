// 256 entry points of 16 bytes, one common stub, and the way back. Each vector switches to a stack of its kind
// (segments.cpp), so nothing here depends on the interrupted sp. SDM vol. 3, 6.12 to 6.15.

        .set    kExceptions, 32                 // these of them push an error code: 8, 10 to 14, 17, 21, 29, 30
        .set    kErrorCodeVectors, 1 << 8 | 0x1f << 10 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30

        .text
        .balign 16
        .globl  x86_vectors
        .type   x86_vectors, @function
x86_vectors:
        .set    vector, 0
        .rept   256
        .balign 16
        .if     vector >= kExceptions
        pushq   $0
        .elseif !(kErrorCodeVectors >> vector & 1)
        pushq   $0
        .endif
        pushq   $vector
        jmp     common
        .set    vector, vector + 1
        .endr
        .size   x86_vectors, . - x86_vectors

        .type   common, @function
common:
        cld                                     // gates leave DF as it was
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %rbp
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, %rdi
        call    x86_trap
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rbp
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rbx
        popq    %rax
        addq    $16, %rsp                       // vector, error code
        iretq
        .size   common, . - common

        .section .note.GNU-stack, "", @progbits

// asyncPreempt: what an interrupted goroutine "calls" (inject_preempt) at an arbitrary instruction. It saves every
// register a task can use and resumes with all of them as they were. Go: preempt_amd64.s.
// Differs: vector state by XSAVE of all that XCR0 enables, where Go names sixteen xmm registers.

        .set    kXsaveHeader, 512
        .set    kSavedWords, 15                 // the pushes after rbp was set

        .text
        .globl  asyncPreempt, asyncPreempt_end
        .type   asyncPreempt, @function
asyncPreempt:
        pushq   %rbp
        movq    %rsp, %rbp                      // the record {rbp, rip}: a traceback goes on at the interrupted pc
        pushfq
        cld
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    x86_vector_state_size, %rsp
        andq    $-64, %rsp
        cmpb    $0, x86_has_xsave
        je      1f
        xorl    %eax, %eax
        leaq    kXsaveHeader(%rsp), %rdi
        movl    $8, %ecx
        rep stosq
        movl    $-1, %eax                       // all that XCR0 enables
        movl    $-1, %edx
        xsave64 (%rsp)
        jmp     2f
1:      fxsave64 (%rsp)
2:      fninit                                  // the next goroutine finds an empty x87 stack
        call    asyncPreempt2
        cmpb    $0, x86_has_xsave
        je      1f
        movl    $-1, %eax
        movl    $-1, %edx
        xrstor64 (%rsp)
        jmp     2f
1:      fxrstor64 (%rsp)
2:      leaq    -8 * kSavedWords(%rbp), %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rbx
        popq    %rax
        popfq                                   // no second preemption before ret: this is not task text
        popq    %rbp
        ret
asyncPreempt_end:
        .size   asyncPreempt, . - asyncPreempt

        .section .note.GNU-stack, "", @progbits

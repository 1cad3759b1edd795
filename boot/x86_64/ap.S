// A started core, from real mode to x86_ap_main. The trampoline is data here: cores_start copies it to a page below
// 1 MiB, the only executable one there. It goes straight from real to long mode (SDM vol. 3, 10.8.5), on the final
// page tables.

        .set    kCodeSegment, 8
        .set    kEferMsr, 0xc0000080
        .set    kEferLongModeAndNx, (1 << 8) | (1 << 11)
        .set    kCr4Pae, 1 << 5
        .set    kCr0, (1 << 31) | (1 << 16) | (1 << 0)         // paging, write protection, protected mode

        .section .rodata
        .balign 16
        .globl  ap_trampoline
ap_trampoline:
        .code16
        cli
        cld
        movw    %cs, %ax
        movw    %ax, %ds
        lgdtl   gdt_pointer - ap_trampoline
        movl    $kCr4Pae, %eax
        movl    %eax, %cr4
        movl    ap_trampoline_root - ap_trampoline, %eax
        movl    %eax, %cr3
        movl    $kEferMsr, %ecx
        xorl    %edx, %edx
        movl    $kEferLongModeAndNx, %eax
        wrmsr
        movl    $kCr0, %eax
        movl    %eax, %cr0
        ljmpl   $kCodeSegment, $ap_start

        .balign 8
gdt_pointer:
        .word   15
        .long   ap_gdt
        .globl  ap_trampoline_root
        .balign 4
ap_trampoline_root:
        .long   0
        .globl  ap_trampoline_end
ap_trampoline_end:

        .balign 8
ap_gdt: .quad   0
        .quad   0x00af9b000000ffff                      // 64-bit code

        .text
        .code64
        .type   ap_start, @function
ap_start:
        xorl    %eax, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movq    x86_ap_core, %rdi
        movq    x86_ap_stack, %rsp
        xorl    %ebp, %ebp
        call    x86_ap_main
        ud2
        .size   ap_start, . - ap_start

        .section .note.GNU-stack, "", @progbits

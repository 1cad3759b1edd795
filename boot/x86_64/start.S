// From the loader to C++: PVH entry in 32-bit protected mode without paging, ebx = start info (Xen's pvh.pandoc).
// Checks the CPU, builds the first page tables (W^X, page 0 and the guard page absent), enters long mode, calls kmain.

        .set    kPresent, 1
        .set    kWrite, 2
        .set    kBlock, 0x80
        .set    kNoExecuteHigh, 0x80000000      // bit 63, in the upper half of an entry
        .set    kImageTables, 8                 // 16 MiB of image in 4 KiB pages; asserted in linker/x86_64.ld
        .set    kCodeSegment, 8
        .set    kDataSegment, 16
        .set    kCr4Pae, 1 << 5
        .set    kEferMsr, 0xc0000080
        .set    kEferLongModeAndNx, (1 << 8) | (1 << 11)
        .set    kCr0PagingWpProtected, (1 << 31) | (1 << 16) | (1 << 0)
        .set    kGsBaseMsr, 0xc0000101
        .set    kBootStackSize, 32768

        .section .note.Xen, "a", @note
        .balign 4
        .long   4, 8, 18                        // name size, value size, XEN_ELFNOTE_PHYS32_ENTRY
        .asciz  "Xen"
        .quad   start

        .section boot32_text, "ax"             // not burrow_text, whose instructions the rules read as 64-bit
        .code32
        .globl  start
        .type   start, @function
start:
        cli
        cld
        movl    $boot_stack_top, %esp
        call    check_cpu
        xorl    %esi, %esi                      // loaders leave the memory map in page 0
        movl    $boot_page0, %edi
        movl    $4096 / 4, %ecx
        rep movsl
        call    build_tables
        movl    $kCr4Pae, %eax
        movl    %eax, %cr4
        movl    $boot_pml4, %eax
        movl    %eax, %cr3
        movl    $kEferMsr, %ecx
        xorl    %edx, %edx
        movl    $kEferLongModeAndNx, %eax
        wrmsr
        movl    $kCr0PagingWpProtected, %eax
        movl    %eax, %cr0
        lgdt    boot_gdt_pointer
        ljmp    $kCodeSegment, $start64
        .size   start, . - start

// Ends the machine with one line if the CPU lacks something. Keeps ebx and ebp.
        .type   check_cpu, @function
check_cpu:
        pushl   %ebx
        movl    $cpuid_text, %edi
        pushfl                                  // CPUID exists where the ID flag can be changed
        popl    %eax
        movl    %eax, %ecx
        xorl    $1 << 21, %eax
        pushl   %eax
        popfl
        pushfl
        popl    %eax
        cmpl    %eax, %ecx
        je      missing
        movl    $0x80000000, %eax
        cpuid
        movl    $long_mode_text, %edi
        cmpl    $0x80000001, %eax
        jb      missing
        movl    $0x80000001, %eax
        cpuid
        movl    $extended_features, %esi
        call    check_edx
        movl    $1, %eax
        cpuid
        movl    $basic_features, %esi
        call    check_edx
        popl    %ebx
        ret
        .size   check_cpu, . - check_cpu

// edx = feature bits, esi = list of {mask, text}, ended by mask 0
        .type   check_edx, @function
check_edx:
        movl    (%esi), %eax
        testl   %eax, %eax
        jz      1f
        movl    4(%esi), %edi
        testl   %eax, %edx
        jz      missing
        addl    $8, %esi
        jmp     check_edx
1:      ret
        .size   check_edx, . - check_edx

// edi = text. Never returns.
        .type   missing, @function
missing:
        movl    $missing_text, %esi
        call    print
        movl    %edi, %esi
        call    print
        movl    $newline_text, %esi
        call    print
        movl    $0x13, %eax                     // Verdict::usage
        movl    $0xf4, %edx
        outl    %eax, %dx
1:      cli
        hlt
        jmp     1b
        .size   missing, . - missing

// esi = text, to COM1. Waits for room at most about a second.
        .type   print, @function
print:  lodsb
        testb   %al, %al
        jz      3f
        movb    %al, %ah
        movl    $1000000, %ecx
        movl    $0x3fd, %edx
1:      inb     %dx, %al
        testb   $0x20, %al
        jnz     2f
        pause
        loop    1b
2:      movb    %ah, %al
        movl    $0x3f8, %edx
        outb    %al, %dx
        jmp     print
3:      ret
        .size   print, . - print

// Identity map: 4 GiB of data in 2 MiB blocks; below 2 MiB and over the image in pages, by section.
        .type   build_tables, @function
build_tables:
        movl    $boot_pdpt + kPresent + kWrite, boot_pml4
        movl    $boot_pd + kPresent + kWrite, %eax
        xorl    %ecx, %ecx
1:      movl    %eax, boot_pdpt(, %ecx, 8)
        addl    $4096, %eax
        incl    %ecx
        cmpl    $4, %ecx
        jne     1b

        xorl    %ecx, %ecx
        movl    $kPresent + kWrite + kBlock, %eax
2:      movl    %eax, boot_pd(, %ecx, 8)
        movl    $kNoExecuteHigh, boot_pd + 4(, %ecx, 8)
        addl    $0x200000, %eax
        incl    %ecx
        cmpl    $4 * 512, %ecx
        jne     2b

        xorl    %ecx, %ecx
        movl    $boot_pt + kPresent + kWrite, %eax
3:      movl    %eax, boot_pd(, %ecx, 8)        // tables allow what their entries allow
        movl    $0, boot_pd + 4(, %ecx, 8)
        addl    $4096, %eax
        incl    %ecx
        cmpl    $kImageTables + 1, %ecx
        jne     3b

        movl    $1, %ecx                        // page 0 stays absent
4:      movl    %ecx, %eax
        shll    $12, %eax
        call    page_rights
        movl    %eax, boot_pt(, %ecx, 8)
        movl    %edx, boot_pt + 4(, %ecx, 8)
        incl    %ecx
        cmpl    $(kImageTables + 1) * 512, %ecx
        jne     4b
        ret
        .size   build_tables, . - build_tables

// eax = page address. Returns its entry in edx:eax.
        .type   page_rights, @function
page_rights:
        xorl    %edx, %edx
        cmpl    $boot_stack_guard, %eax
        jne     1f
        xorl    %eax, %eax
        ret
1:      cmpl    $text_start, %eax
        jb      2f
        cmpl    $text_end, %eax
        jae     2f
        orl     $kPresent, %eax
        ret
2:      movl    $kNoExecuteHigh, %edx
        cmpl    $rodata_start, %eax
        jb      3f
        cmpl    $rodata_end, %eax
        jae     3f
        orl     $kPresent, %eax
        ret
3:      orl     $kPresent + kWrite, %eax
        ret
        .size   page_rights, . - page_rights

        .text
        .code64
        .type   start64, @function
start64:
        movl    $kDataSegment, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        movl    $kGsBaseMsr, %ecx               // from here on core_id works: core 0
        movl    $x86_cores, %eax
        xorl    %edx, %edx
        wrmsr
        movl    $boot_stack_top, %esp
        xorl    %ebp, %ebp
        movl    %ebx, %edi
        call    boot_info_collect
        movq    %rax, %rdi
        call    kmain
        ud2
        .size   start64, . - start64

        .section .rodata
        .balign 8
boot_gdt:
        .quad   0
        .quad   0x00af9b000000ffff              // 64-bit code
        .quad   0x00cf93000000ffff              // data
boot_gdt_pointer:
        .word   . - boot_gdt - 1
        .long   boot_gdt

        .balign 4
extended_features:                              // CPUID 0x80000001, edx
        .long   1 << 29, long_mode_text
        .long   1 << 20, nx_text
        .long   0
basic_features:                                 // CPUID 1, edx
        .long   1 << 4, tsc_text
        .long   1 << 5, msr_text
        .long   1 << 6, pae_text
        .long   1 << 9, apic_text
        .long   1 << 24, fxsr_text
        .long   1 << 26, sse2_text
        .long   0
missing_text:   .asciz  "burrow: usage: this CPU has no "
newline_text:   .asciz  "\n"
cpuid_text:     .asciz  "CPUID"
long_mode_text: .asciz  "long mode"
nx_text:        .asciz  "NX bit"
tsc_text:       .asciz  "TSC"
msr_text:       .asciz  "MSRs"
pae_text:       .asciz  "PAE"
apic_text:      .asciz  "APIC"
fxsr_text:      .asciz  "FXSAVE"
sse2_text:      .asciz  "SSE2"

        .section .bss
        .balign 4096
boot_pml4:
        .skip   4096
boot_pdpt:
        .skip   4096
boot_pd:
        .skip   4 * 4096
boot_pt:
        .skip   (kImageTables + 1) * 4096
        .globl  boot_page0
boot_page0:
        .skip   4096
        .globl  boot_stack_guard
boot_stack_guard:
        .skip   4096
        .skip   kBootStackSize
boot_stack_top:

        .section .note.GNU-stack, "", @progbits

// Ends that come before there are stacks for exceptions: one line on virt's serial port, then the exit code.
#define UART 0x09000000                         // virt's PL011; the device tree has not been read yet
#define EXIT_PANIC 66
#define EXIT_USAGE 67
#define SYS_EXIT 0x18
#define APPLICATION_EXIT 0x20026
#define SYSTEM_OFF 0x84000008

        .macro  address reg, symbol
        adrp    \reg, \symbol
        add     \reg, \reg, :lo12:\symbol
        .endm

        .text
        .balign 2048
        .globl  early_vectors
early_vectors:
        .rept   16
        .balign 128
        b       early_fault
        .endr
        .balign 128

early_fault:
        mrs     x20, elr_el1
        address x9, semihosting_trap
        cmp     x20, x9
        b.eq    power_off                       // nobody listens to semihosting
        address x0, text_fault
        bl      print
        mov     x0, x20
        bl      print_hex
        address x0, text_esr
        bl      print
        mrs     x0, esr_el1
        bl      print_hex
        address x0, text_far
        bl      print
        mrs     x0, far_el1
        bl      print_hex
        address x0, text_end
        mov     x21, #EXIT_PANIC
        b       finish

        // x0 = text: the machine lacks something.
        .globl  early_exit
early_exit:
        mov     x21, #EXIT_USAGE
finish:
        bl      print
        address x1, exit_block
        str     x21, [x1, #8]
        mov     x0, #SYS_EXIT
        bl      semihosting_call
power_off:
        ldr     x0, =SYSTEM_OFF
        address x9, boot_level
        ldr     x9, [x9]
        cmp     x9, #(2 << 2)
        b.eq    1f
        bl      psci_by_hvc
1:      bl      psci_by_smc
2:      wfi
        b       2b

print:                                          // x0 = text
        mov     x10, #UART
3:      ldrb    w11, [x0], #1
        cbz     w11, 4f
        str     w11, [x10]
        b       3b
4:      ret

print_hex:                                      // x0 = value
        mov     x10, #UART
        mov     x11, #60
5:      lsr     x12, x0, x11
        and     x12, x12, #15
        add     x13, x12, #'0'
        add     x14, x12, #('a' - 10)
        cmp     x12, #10
        csel    x13, x13, x14, lo
        str     w13, [x10]
        subs    x11, x11, #4
        b.pl    5b
        ret
        .ltorg

        .section .rodata, "a"
text_fault:
        .asciz  "burrow: fault in early boot: pc 0x"
text_esr:
        .asciz  " esr 0x"
text_far:
        .asciz  " far 0x"
text_end:
        .asciz  "\nburrow: panic\n"

        .data
        .balign 8
exit_block:
        .quad   APPLICATION_EXIT, 0

        .section .note.GNU-stack, "", %progbits

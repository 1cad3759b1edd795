// Calls out of the kernel: to a debugger that may listen (Arm semihosting, A64), to the firmware (SMCCC, DEN 0028).

        .text
        .globl  semihosting_call, semihosting_trap
        .type   semihosting_call, %function
semihosting_call:                               // x0 operation, x1 block
semihosting_trap:
        hlt     #0xf000
        ret
        .size   semihosting_call, . - semihosting_call

        .globl  psci_by_hvc, psci_by_smc
        .type   psci_by_hvc, %function
psci_by_hvc:                                    // x0 function, x1 to x3
        hvc     #0
        ret
        .size   psci_by_hvc, . - psci_by_hvc

        .type   psci_by_smc, %function
psci_by_smc:
        smc     #0
        ret
        .size   psci_by_smc, . - psci_by_smc

        .section .note.GNU-stack, "", %progbits

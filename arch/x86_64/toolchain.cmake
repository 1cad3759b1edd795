# x86-64 iron, built with the host's g++ or, elsewhere, with Debian's cross compiler.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

find_program(BURROW_CXX NAMES x86_64-linux-gnu-g++ g++ REQUIRED)
string(REGEX REPLACE "g\\+\\+$" "gcc" BURROW_C ${BURROW_CXX})
set(CMAKE_C_COMPILER ${BURROW_C})
set(CMAKE_CXX_COMPILER ${BURROW_CXX})
set(CMAKE_ASM_COMPILER ${BURROW_CXX})

# Interrupts may come below any sp; no shadow stack or branch marks; linked below 2 GiB.
set(BURROW_ISA_OPTIONS -m64 -march=x86-64 -mcmodel=small -mno-red-zone -fcf-protection=none)

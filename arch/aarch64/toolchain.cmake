# Cross tools for the aarch64 machine, Debian's names. GCC there defaults to outlined atomics, to pointer authentication
# on some distributions, and to a 64 KiB stack-clash guard, below which it would probe nothing.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_ASM_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LINKER aarch64-linux-gnu-ld)
set(CMAKE_NM aarch64-linux-gnu-nm)
set(CMAKE_OBJCOPY aarch64-linux-gnu-objcopy)
set(CMAKE_OBJDUMP aarch64-linux-gnu-objdump)
set(CMAKE_READELF aarch64-linux-gnu-readelf)
set(CMAKE_ADDR2LINE aarch64-linux-gnu-addr2line)

set(BURROW_ISA_OPTIONS -march=armv8-a -mno-outline-atomics -mbranch-protection=none
    --param=stack-clash-protection-guard-size=12)

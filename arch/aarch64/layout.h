// Byte offsets that assembly uses. frame.h and core.h assert that the structs agree.
#pragma once

#define FRAME_X1 8
#define FRAME_SP 248
#define FRAME_PC 256
#define FRAME_PSTATE 264
#define FRAME_ESR 272
#define FRAME_FAR 280
#define FRAME_SIZE 288

#define CORE_IRQ_TOP 0
#define CORE_FAULT_TOP 8
#define CORE_DOUBLE_TOP 16
#define CORE_IRQ_LO 24
#define CORE_SCRATCH 32
#define CORE_ROOT 48

// What inject_preempt pushes, {x29, pc, x30, pstate}, and what asyncPreempt saves below it.
#define PUSHED_X29 0
#define PUSHED_PC 8
#define PUSHED_X30 16
#define PUSHED_PSTATE 24
#define PUSHED_SIZE 32
#define SPILL_FPCR 232
#define SPILL_Q0 256
#define SPILL_SIZE 768

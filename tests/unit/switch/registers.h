// What the tests of arch/<isa>/switch.S need in assembly: registers filled, registers read. One pair of files per ISA.
#pragma once

#include "arch/arch.h"

namespace burrow::arch {

// The callee-saved set, in the order of kRegisterNames; the floating-point control registers are the last.
struct Registers {
  uint64_t value[20];
};
extern uint32_t const kRegisterCount;
extern char const* const kRegisterNames[];
extern uint32_t const kControlCount;
extern uint64_t const kDefaultControl[];
extern uintptr_t const kCallPushes;  // bytes that a call puts on the stack

Registers pattern(uint64_t seed);  // all different, all far from what a register holds by chance; legal control values

// What a function found at its entry.
struct Entry {
  uint64_t argument;
  uint64_t sp;
  uint64_t frame_pointer;
  uint64_t control[2];
};

extern "C" {
// arch_mcall(save, sp, fn, gp) with the registers of *load, then those found afterwards to *seen.
void mcall_with_registers(Registers const* load, Registers* seen, Gobuf* save, uintptr_t sp, void (*fn)(G*), G* gp);

// arch_gogo(buf) with the registers of *load.
[[noreturn]] void gogo_with_registers(Registers const* load, Gobuf const* buf);

// Fills entry_record and goes on as entry_recorded(argument), which the test supplies.
void record_entry(void* argument);
void entry_recorded(void* argument);
extern Entry entry_record;
}

}  // namespace burrow::arch

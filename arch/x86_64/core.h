// What this machine knows about each core. gs points to it for good, so it is right in any context, NMI included.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "arch/arch.h"

namespace burrow::x86 {

struct [[gnu::packed]] Tss {
  uint32_t reserved0;
  uint64_t rsp[3];
  uint64_t reserved1;
  uint64_t ist[7];
  uint64_t reserved2;
  uint16_t reserved3;
  uint16_t io_map;
};
static_assert(sizeof(Tss) == 104);

struct alignas(64) Core {
  // -- own core
  G* g;                     // gs:0 in getg and setg
  uint64_t id;              // gs:8 in core_id; constant once the core runs
  int64_t deadline_ns;      // masked
  // -- constant once the core runs
  uint32_t apic_id;
  uint64_t gdt[5];          // null, code, data, TSS (two words)
  Tss tss;
  uintptr_t first_stack;    // top of the stack it starts and waits on
  // -- own core writes, any core reads, relaxed: counters
  std::atomic<uint64_t> timer_irqs, pokes, halts, device_irqs;
  // -- hand-over at start: own core writes arrived, core 0 reads
  std::atomic<uint64_t> arrived;  // its TSC, 0: not yet. rel in ap_main pairs with acq in cores_start
  // -- hand-over of the first work: core_enter writes, own core reads
  uintptr_t work_stack;
  void* work_arg;
  std::atomic<void (*)(void*)> work;  // rel in core_enter pairs with acq in ap_main
};
static_assert(offsetof(Core, g) == 0 && offsetof(Core, id) == 8);

extern "C" Core x86_cores[arch::kMaxCores];

inline Core& this_core() {
  uint64_t id;
  asm volatile("movq %%gs:8, %0" : "=r"(id));
  return x86_cores[id];
}

inline void count(std::atomic<uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);  // rlx: one writer
}

// ---- segments.cpp
inline constexpr uint16_t kCodeSegment = 0x08;
bool segments_prepare(Core& core);  // its stacks and descriptors. false: out of memory
void segments_load(Core& core);     // on that core: GDT, TSS, IDT, gs

// ---- cpu.cpp
void cpu_init();                    // each core: control registers, XCR0
bool cpu_has_tsc_deadline();

// ---- cores.cpp
extern "C" [[noreturn]] void x86_ap_main(Core* core);  // from ap.S, on core->first_stack

}  // namespace burrow::x86

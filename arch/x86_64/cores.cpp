// Starting the other cores, one after the other, and giving them their first work. Go: newosproc in os_linux.go.
// Invariants: K2 an id is kept only by a core that arrived, so ids are 0..ncores()-1. K3 a core that came too late is
// reset, so nobody runs in the trampoline once it is unmapped. K4 a core's Core is whole before the core is started.
// SDM vol. 3, 9.4: INIT, then start-up interrupts with the page number of the trampoline.
#include <cstring>

#include "arch/bare.h"
#include "arch/line.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"
#include "arch/x86_64/tlb.h"

extern "C" {
extern char ap_trampoline[], ap_trampoline_end[], ap_trampoline_root[];  // boot/x86_64/ap.S
// -- core 0 writes before each start, the starting core reads
burrow::x86::Core* x86_ap_core;
uintptr_t x86_ap_stack;
}

namespace burrow::x86 {

constinit Core x86_cores[arch::kMaxCores]{};

namespace {

constexpr uint64_t kTrampoline = 0x8000;
constexpr uint32_t kInitUs = 200;                   // after INIT, until a core waits for its start
constexpr int64_t kFirstPatienceNs = 10'000'000;    // then the second start-up interrupt
constexpr int64_t kStartPatienceNs = 1'000'000'000;
constexpr uint32_t kMinPolls = 1000;                // an emulator's clock may leap while it has run no other core

constinit uint32_t core_count = 1;  // core 0, before any other core has work

bool is_ram(BootInfo const& boot, uint64_t base, uint64_t size) {
  for (uint32_t i = 0; i < boot.nram; i++) {
    if (base >= boot.ram[i].base && base + size <= boot.ram[i].base + boot.ram[i].size) return true;
  }
  return false;
}

// W^X: written as data first, executable then.
bool install_trampoline(BootInfo const& boot, uint64_t root_pa) {
  using bare::Prot;
  if (!is_ram(boot, kTrampoline, arch::kPageSize) || root_pa > UINT32_MAX) return false;
  if (!bare::map_range(kTrampoline, kTrampoline, arch::kPageSize, Prot::read_write)) return false;
  auto* page = reinterpret_cast<char*>(kTrampoline);
  memcpy(page, ap_trampoline, static_cast<size_t>(ap_trampoline_end - ap_trampoline));
  auto const root = static_cast<uint32_t>(root_pa);
  memcpy(page + (ap_trampoline_root - ap_trampoline), &root, sizeof(root));
  return bare::map_range(kTrampoline, kTrampoline, arch::kPageSize, Prot::read_execute);
}

bool wait_arrived(Core const& core, int64_t patience_ns) {
  int64_t const end = arch::nanotime() + patience_ns;
  for (uint32_t polls = 0; polls < kMinPolls || arch::nanotime() < end; polls++) {
    if (core.arrived.load(std::memory_order_acquire) != 0) return true;  // acq: pairs with rel in x86_ap_main
    arch::cpu_relax();
  }
  return false;
}

// nanotime is one clock for all only if the TSCs are: the core read its own between two reads of ours.
bool same_clock(Core const& core, uint64_t before) {
  uint64_t const theirs = core.arrived.load(std::memory_order_relaxed);  // rlx: acquired in wait_arrived
  return theirs >= before && theirs <= rdtsc();
}

// What is wrong with the core, or nullptr: it runs as core.id.
char const* start(Core& core) {
  core.arrived.store(0, std::memory_order_relaxed);  // rlx: the start-up interrupt orders
  x86_ap_core = &core;
  x86_ap_stack = core.first_stack;
  uint64_t const before = rdtsc();
  lapic_start_core(core.apic_id, kTrampoline);
  bool arrived = wait_arrived(core, kFirstPatienceNs);
  if (!arrived) {
    lapic_start_core(core.apic_id, kTrampoline);
    arrived = wait_arrived(core, kStartPatienceNs);
  }
  if (!arrived) return " did not start";
  return same_clock(core, before) ? nullptr : " has a clock of its own";
}

void leave_out(uint32_t index, Core const& core, char const* why) {
  lapic_init_core(core.apic_id);
  delay_us(kInitUs);
  bare::Line().text("burrow: core ").number(index).text(why).end();
}

[[noreturn]] void run_on(uintptr_t stack, void (*work)(void*), void* arg) {
  asm volatile(
      "movq %0, %%rsp\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "sti\n\t"
      "call *%1\n\t"
      "ud2"
      :
      : "r"(stack), "r"(work), "D"(arg)
      : "memory");
  __builtin_unreachable();
}

}  // namespace

void x86_ap_main(Core* core) {
  segments_load(*core);
  cpu_init();
  lapic_init();
  clock_init_core();
  core->arrived.store(rdtsc(), std::memory_order_release);  // rel: pairs with acq in wait_arrived
  void (*work)(void*) = nullptr;
  while ((work = core->work.load(std::memory_order_acquire)) == nullptr) {  // acq: pairs with rel in core_enter
    arch::park_core();
  }
  write_cr3(read_cr3());  // forgets the trampoline and whatever else was unmapped meanwhile
  run_on(core->work_stack, work, core->work_arg);
}

}  // namespace burrow::x86

namespace burrow::bare {

uint32_t core_id() { return static_cast<uint32_t>(x86::this_core().id); }

uint32_t cores_start(BootInfo const& boot, uint64_t root_pa) {
  using namespace x86;
  if (boot.ncpu <= 1) return core_count;
  if (!install_trampoline(boot, root_pa)) {
    Line().text("burrow: no memory below 1 MiB to start cores from").end();
    return core_count;
  }
  for (uint32_t index = 1; index < boot.ncpu; index++) lapic_init_core(static_cast<uint32_t>(boot.cpu_id[index]));
  delay_us(kInitUs);
  for (uint32_t index = 1; index < boot.ncpu; index++) {
    Core& core = x86_cores[core_count];
    core.id = core_count;
    core.apic_id = static_cast<uint32_t>(boot.cpu_id[index]);
    if (core.first_stack == 0 && !segments_prepare(core)) {
      Line().text("burrow: no memory for the stacks of core ").number(index).end();
      break;
    }
    char const* problem = start(core);
    if (problem == nullptr) {
      core_count++;
    } else {
      leave_out(index, core, problem);
    }
  }
  unmap_range(kTrampoline, arch::kPageSize);
  return core_count;
}

}  // namespace burrow::bare

namespace burrow::arch {

uint32_t ncores() { return x86::core_count; }

void core_enter(uint32_t id, uintptr_t stack_top, void (*entry)(void*), void* arg) {
  x86::Core& core = x86::x86_cores[id];
  core.work_stack = stack_top;
  core.work_arg = arg;
  core.work.store(entry, std::memory_order_release);  // rel: pairs with acq in x86_ap_main
  poke_core(id);
}

void park_core() {
  x86::count(x86::this_core().halts);
  x86::tlb_sleep();
  asm volatile("sti; hlt; cli" : : : "memory");  // sti lets nothing in before hlt
  x86::tlb_wake();
}

void poke_core(uint32_t id) { x86::lapic_poke(x86::x86_cores[id].apic_id); }

CoreStats core_stats(uint32_t id) {
  x86::Core const& core = x86::x86_cores[id];
  return {core.timer_irqs.load(std::memory_order_relaxed),  // rlx, all: counters
          core.pokes.load(std::memory_order_relaxed), core.halts.load(std::memory_order_relaxed),
          core.device_irqs.load(std::memory_order_relaxed)};
}

}  // namespace burrow::arch

// Starting, sleeping, waking and stopping cores. The others come by PSCI CPU_ON (DEN 0022) through boot/aarch64/ap.S.
// Invariant: a core's block is never given to another, so one that arrives after its deadline finds `abandoned` and
// sleeps on stacks of its own.
#include "arch/aarch64/core.h"
#include "arch/aarch64/gic.h"
#include "arch/line.h"

extern "C" char ap_start[];

namespace burrow::bare {
namespace {

constexpr uint64_t kCpuOn = 0xc400'0003;
constexpr int64_t kStartDeadlineNs = 500'000'000;
constexpr int64_t kStopDeadlineNs = 10'000'000;

// What a core reads before its MMU is on has to be in memory.
void clean_to_memory(Core const& core) {
  constexpr uintptr_t kLine = 16;  // not above any line size
  auto const lo = reinterpret_cast<uintptr_t>(&core);
  for (uintptr_t at = lo; at < lo + sizeof(Core); at += kLine) asm volatile("dc cvac, %0" ::"r"(at) : "memory");
  dsb_sy();
}

bool start(Core& core) {
  core.state.store(Core::State::starting, std::memory_order_relaxed);  // rlx: clean_to_memory's dsb follows
  clean_to_memory(core);
  auto const entry = reinterpret_cast<uint64_t>(ap_start);
  int64_t const refused = psci_call(kCpuOn, core.mpidr, entry, reinterpret_cast<uint64_t>(&core));
  if (static_cast<int32_t>(refused) != 0) return false;
  int64_t const deadline = arch::nanotime() + kStartDeadlineNs;
  while (arch::nanotime() < deadline) {
    if (core.state.load(std::memory_order_acquire) == Core::State::started) return true;  // acq: with cas in ap_main
    arch::cpu_relax();
  }
  auto expected = Core::State::starting;
  return !core.state.compare_exchange_strong(expected, Core::State::abandoned,  // acq: pairs with cas in ap_main
                                             std::memory_order_acquire);
}

[[noreturn]] void enter(uintptr_t stack_top, void (*entry)(void*), void* arg) {
  asm volatile(
      "mov x0, %2\n\t"
      "mov sp, %0\n\t"
      "mov x29, xzr\n\t"
      "msr daifclr, #2\n\t"
      "blr %1\n\t"
      "bl badmcall2"
      ::"r"(stack_top), "r"(entry), "r"(arg)
      : "x0", "x30", "memory");
  __builtin_unreachable();
}

bool has_stopped(uint32_t id) {
  return machine.by_id[id]->stopped.load(std::memory_order_acquire);  // acq: pairs with rel in stop_here
}

}  // namespace

uint32_t cores_start(BootInfo const& boot, uint64_t root_pa) {
  for (uint32_t i = 1; i < boot.ncpu; i++) {
    Core& core = aarch64_cores[i];
    core.mpidr = boot.cpu_id[i];
    core.root = root_pa;
    core.id = machine.ncores;
    if (!core_stacks(core)) {
      Line().text("burrow: no memory for the stacks of core ").number(i).end();
      break;
    }
    if (boot.has_psci && start(core)) {
      machine.by_id[machine.ncores++] = &core;
    } else {
      Line().text("burrow: core ").number(i).text(" did not start").end();
    }
  }
  return machine.ncores;
}

// First C++ code of a secondary core: on its double-fault stack, which it cannot need for anything that returns.
extern "C" [[noreturn]] void ap_main(Core& core) {
  core_setup();
  auto expected = Core::State::starting;
  if (!core.state.compare_exchange_strong(expected, Core::State::started,  // rel: pairs with acq in start
                                          std::memory_order_acq_rel)) {
    dead_end();
  }
  void (*entry)(void*);
  while ((entry = core.entry.load(std::memory_order_acquire)) == nullptr) {  // acq: pairs with rel in core_enter
    wait_for_interrupt();
  }
  enter(core.stack_top, entry, core.arg);
}

void wait_for_interrupt() {
  dsb_sy();
  asm volatile("wfi\n\tmsr daifclr, #2\n\tisb\n\tmsr daifset, #2" ::: "memory");
}

uint64_t stop_cores() {
  uint32_t const self = core_id();
  uint64_t silent = 0;
  for (uint32_t id = 0; id < machine.ncores; id++) {
    if (id != self) gic_send(*machine.by_id[id], kStopSgi);
  }
  for (uint32_t id = 0; id < machine.ncores; id++) {
    if (id == self) continue;
    int64_t const deadline = arch::nanotime() + kStopDeadlineNs;
    while (!has_stopped(id) && arch::nanotime() < deadline) arch::cpu_relax();
    if (!has_stopped(id)) silent |= uint64_t{1} << id;
  }
  return silent;
}

bool stopped_context(uint32_t core, arch::Context* at) {
  if (!has_stopped(core)) return false;
  *at = machine.by_id[core]->context;
  return true;
}

}  // namespace burrow::bare

namespace burrow::arch {

void core_enter(uint32_t id, uintptr_t stack_top, void (*entry)(void*), void* arg) {
  bare::Core& core = *bare::machine.by_id[id];
  core.stack_top = stack_top;
  core.arg = arg;
  core.entry.store(entry, std::memory_order_release);  // rel: pairs with acq in ap_main
  poke_core(id);
}

void park_core() {
  bare::count(bare::this_core().halts);
  bare::wait_for_interrupt();
}

void poke_core(uint32_t id) { bare::gic_send(*bare::machine.by_id[id], bare::kPokeSgi); }

}  // namespace burrow::arch

// The seam with plain host means.
#include "tests/support/bench_machine.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "tests/support/ending.h"

namespace burrow::bench {

Machine machine;
static thread_local uint32_t core_number;
static thread_local G* current_g;

void reset_machine() {
  machine.now_ns = 1'000'000;
  machine.relax_ns = 100;
  machine.relaxes = 0;
  machine.on_irq_save = machine.on_nanotime = machine.on_park = nullptr;
  machine.cores = {};
  machine.console.clear();
  machine.async_preempt_pc = 0;
  machine.released.clear();
  machine.released_locked = false;
  machine.memory.clear();
  machine.no_memory = false;
  machine.only_pages = false;
  machine.grown_locked = false;
  machine.fresh = 0;
}

void become_core(uint32_t id) { core_number = id; }

CoreLog& this_core() { return machine.cores[core_number]; }

static void happen(std::function<void()> const& event) {
  if (event) event();
}

static bool wait_for_poke() {
  std::unique_lock guard(machine.mutex);
  bool const came = machine.poke.wait_for(guard, std::chrono::seconds(10), [] { return this_core().poked; });
  this_core().poked = false;
  return came;
}

}  // namespace burrow::bench

namespace burrow::arch {

using bench::machine;
using bench::this_core;

[[gnu::noinline, gnu::no_sanitize("address", "thread", "undefined")]] G* getg() { return bench::current_g; }
[[gnu::noinline, gnu::no_sanitize("address", "thread", "undefined")]] void setg(G* gp) { bench::current_g = gp; }

void* sys_alloc(size_t bytes) {
  if (machine.no_memory || (machine.only_pages && bytes > kPageSize)) return nullptr;
  std::lock_guard guard(machine.mutex);
  machine.grown_locked |= getg()->m->nheld != 0;
  auto& block = machine.memory.emplace_back(new char[bytes + kPageSize]());
  std::memset(block.get(), machine.fresh, bytes + kPageSize);
  return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(block.get()) + kPageSize - 1) & ~(kPageSize - 1));
}

IrqState irq_save() {
  if (this_core().masked == 0) {
    std::lock_guard guard(machine.mutex);
    this_core().poked = false;  // came while the core was open: its interrupt is over
  }
  IrqState before{static_cast<uintptr_t>(this_core().masked++)};
  bench::happen(machine.on_irq_save);
  return before;
}

void irq_restore(IrqState state) { this_core().masked = static_cast<int32_t>(state.bits); }

Context gobuf_context(Gobuf const& buf) { return *reinterpret_cast<Context const*>(buf.sp); }

bool interrupted_context(uintptr_t pc, uintptr_t fp, Context* at) {
  if (pc != machine.async_preempt_pc) return false;
  auto const* pushed = reinterpret_cast<uintptr_t const*>(fp);
  *at = {.pc = pushed[1], .sp = fp + 2 * sizeof(uintptr_t), .fp = pushed[0], .lr = machine.interrupted_lr};
  return true;
}

uint32_t ncores() { return bench::kCores; }

// Pages are the test's business: who gives them away is recorded.
void stack_release(uintptr_t lo, uintptr_t hi) {
  std::lock_guard guard(machine.mutex);
  machine.released.push_back({lo, hi});
  machine.released_locked |= getg()->m->nheld != 0;
}

bool stack_commit(uintptr_t) { return true; }

void park_core() {
  if (this_core().masked == 0) bench::end("park_core: not masked");
  this_core().parks++;
  if (machine.on_park) return machine.on_park();
  if (!bench::wait_for_poke()) bench::end("park_core: no poke within 10 s");
}

void poke_core(uint32_t id) {
  std::lock_guard guard(machine.mutex);
  machine.cores[id].pokes++;
  machine.cores[id].poked = true;
  machine.poke.notify_all();
}

int64_t nanotime() {
  bench::happen(machine.on_nanotime);
  return machine.now_ns;
}

void set_deadline(int64_t when_ns) {
  this_core().deadlines++;
  this_core().deadline_ns = when_ns;
}

// Byte by byte, with other threads in between, so that unlocked writers show.
void write(char const* text, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    std::lock_guard guard(machine.mutex);
    machine.console.push_back(text[i]);
  }
}

void exit(Verdict verdict) {
  char reason[16];
  std::snprintf(reason, sizeof reason, "exit %#x", static_cast<uint32_t>(verdict));
  bench::end(reason);
}

void cpu_relax() {
  machine.relaxes++;
  machine.now_ns += machine.relax_ns;
  std::this_thread::yield();
}

}  // namespace burrow::arch

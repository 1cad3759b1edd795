// A panicking core stops the others by NMI, which reaches them even where they run masked.
#include "arch/x86_64/stop.h"

#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"

namespace burrow::x86 {
namespace {

struct Stop {
  // -- atomic
  std::atomic<uint32_t> wanted;   // id + 1 of the panicking core, which writes, rel; NMI handlers read, acq
  std::atomic<uint64_t> stopped;  // NMI handlers add their bit, rel; panicking core reads, acq
  // -- each core its own, before its bit is in `stopped`
  arch::Context context[arch::kMaxCores];
};
constinit Stop stop{};

uint64_t bit(uint32_t id) { return uint64_t{1} << id; }

bool is_stopped(uint32_t id) {
  return (stop.stopped.load(std::memory_order_acquire) & bit(id)) != 0;  // acq: pairs with rel in halt_if_stopping
}

void wait_stopped(uint32_t id) {
  constexpr int64_t kLimitNs = 10'000'000;
  constexpr uint32_t kMinPolls = 1000;  // an emulator's clock may leap while it has run no other core
  int64_t const end = arch::nanotime() + kLimitNs;
  for (uint32_t polls = 0; polls < kMinPolls || arch::nanotime() < end; polls++) {
    if (is_stopped(id)) return;
    arch::cpu_relax();
  }
}

}  // namespace

void halt_if_stopping(arch::Frame const& frame) {
  uint32_t const self = bare::core_id();
  uint32_t const wanted = stop.wanted.load(std::memory_order_acquire);  // acq: pairs with rel in stop_cores
  if (wanted == 0 || wanted == self + 1) return;
  stop.context[self] = bare::frame_context(frame);
  stop.stopped.fetch_or(bit(self), std::memory_order_release);  // rel: pairs with acq in is_stopped
  halt_forever();
}

}  // namespace burrow::x86

namespace burrow::bare {

uint64_t stop_cores() {
  uint32_t const self = core_id(), n = arch::ncores();
  x86::stop.wanted.store(self + 1, std::memory_order_release);  // rel: pairs with acq in halt_if_stopping
  for (uint32_t id = 0; id < n; id++) {
    if (id != self) x86::lapic_nmi(x86::x86_cores[id].apic_id);
  }
  uint64_t silent = 0;
  for (uint32_t id = 0; id < n; id++) {
    if (id == self) continue;
    x86::wait_stopped(id);
    if (!x86::is_stopped(id)) silent |= x86::bit(id);
  }
  return silent;
}

bool stopped_context(uint32_t core, arch::Context* at) {
  if (!x86::is_stopped(core)) return false;
  *at = x86::stop.context[core];
  return true;
}

}  // namespace burrow::bare

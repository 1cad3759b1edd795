// All cores fail at the same moment, half of them by a fault and half by fatal misuse: one of them reports, cleanly, and the
// machine ends.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

// Waits until all are there, or the others have had their time.
void meet(std::atomic<uint32_t>& arrived, uint32_t all) {
  constexpr int64_t kPatience_ns = 1'000'000'000;
  arrived.fetch_add(1, std::memory_order_acq_rel);  // acq_rel: pairs with the load
  for (int64_t until = nanotime() + kPatience_ns;
       arrived.load(std::memory_order_acquire) < all && nanotime() < until;) {  // acq: pairs with the add
    cpu_relax();
  }
}

void fail(uint32_t which) {
  if (which % 2 == 0) {
    uintptr_t volatile zero = 0;  // volatile: or the compiler plants a trap of its own
    *reinterpret_cast<int volatile*>(zero) = 1;
  }
  Mutex never;
  never.unlock();
}

}  // namespace

void clash() {
  uint32_t cores = NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS();
  std::atomic<uint32_t> arrived = 0;
  print("clash: ", cores, " cores fail at once\n");
  for (uint32_t i = 1; i < cores; i++) {
    go([&arrived, cores, i] {
      meet(arrived, cores);
      fail(i);
    });
  }
  meet(arrived, cores);
  fail(0);
  expect(false, "clash: nobody failed");
}

}  // namespace burrow::tasks

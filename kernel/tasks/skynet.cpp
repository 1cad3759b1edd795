// Skynet: a goroutine starts ten, each of them ten, until there are a million; their numbers come back up on channels and are
// added. After the benchmark of that name. Wants a guest of 6 GiB; with less it is a smaller one, and says so.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint64_t kWanted = 1'000'000;
constexpr uint64_t kEach = 5 << 10;  // a page, a share of a page table, a descriptor
constexpr uint64_t kChannel = 256;   // of a goroutine that is no leaf: a ninth more than there are leaves
constexpr uint64_t kNineLeaves = 10 * kEach + kChannel;
constexpr uint64_t kMiB = 1 << 20;

// relaxed, all: figures
struct Census {
  std::atomic<uint64_t> alive = 1;
  std::atomic<uint64_t> most = 1;  // alive at once
  std::atomic<uint64_t> leaves = 0;
};

void count_ten_more(Census* census) {
  uint64_t const alive = census->alive.fetch_add(10, relaxed) + 10;
  for (uint64_t most = census->most.load(relaxed); most < alive;) {
    if (census->most.compare_exchange_weak(most, alive, relaxed)) {
      break;
    }
  }
}

void skynet_of(Chan<uint64_t> out, uint64_t first, uint64_t size, Census* census) {
  if (size == 1) {
    census->leaves.fetch_add(1, relaxed);
    out.send(first);
    census->alive.fetch_sub(1, relaxed);
    return;
  }
  count_ten_more(census);
  auto in = make<Chan<uint64_t>>();
  for (uint64_t child = 0; child < 10; child++) {
    go(skynet_of, in, first + child * (size / 10), size / 10, census);
  }
  uint64_t sum = 0;
  for (uint64_t child = 0; child < 10; child++) {
    sum += in.recv();
  }
  out.send(sum);
  census->alive.fetch_sub(1, relaxed);
}

}  // namespace

void skynet() {
  uint64_t const room = ReadMemStats().Free / 10 * 9 / kNineLeaves * 9;
  uint64_t leaves = kWanted;
  while (leaves > room && leaves > 10) {
    leaves /= 10;
  }
  if (leaves < kWanted) {
    print("skynet: memory for ", room, " leaves at once: ", leaves, " instead of ", kWanted, '\n');
  }
  Census census;
  auto out = make<Chan<uint64_t>>();
  int64_t const start_ns = nanotime();
  go(skynet_of, out, uint64_t{0}, leaves, &census);
  uint64_t const sum = out.recv();
  int64_t const took_ns = nanotime() - start_ns;
  MemStats const memory = ReadMemStats();
  print("skynet: ", leaves, " leaves, sum ", sum, ", ", took_ns / 1'000'000, " ms, up to ", census.most.load(relaxed),
        " goroutines at once, ", memory.OtherSys / kMiB, " MiB kept\n");
  expect(census.leaves.load(relaxed) == leaves, "skynet: every leaf ran once");
  expect(sum == leaves * (leaves - 1) / 2, "skynet: the sum of all numbers");
}

}  // namespace burrow::tasks

// A million goroutines parked at once, or as many as there is memory for: twice, so that the second million finds all that
// the first had. One of them recurses 200 KiB deep meanwhile. Wants a guest of 6 GiB.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint64_t kWanted = 1'000'000;
constexpr uint64_t kEach = 5 << 10;  // a page, a share of a page table, a descriptor
constexpr size_t kDepth = 200 << 10;
constexpr uint64_t kMiB = 1 << 20;

struct Crowd {
  Sema gate;
  WaitGroup arrived;
  std::atomic<uint64_t> spoilt = 0;  // relaxed: read after ended.wait()
  WaitGroup ended;
};

void wait_in_line(Crowd* crowd) {
  crowd->arrived.done();
  crowd->gate.acquire();
  crowd->ended.done();
}

[[gnu::noinline]] void descend(Crowd* crowd, uintptr_t bottom, uint64_t seed) {
  uint64_t volatile frame[128];
  for (uint64_t i = 0; i < 128; i++) {
    frame[i] = seed + i;
  }
  if (reinterpret_cast<uintptr_t>(frame) > bottom) {
    descend(crowd, bottom, seed + 128);
  } else {
    crowd->gate.acquire();
  }
  for (uint64_t i = 0; i < 128; i++) {
    crowd->spoilt.fetch_add(frame[i] != seed + i, relaxed);
  }
}

void wait_below(Crowd* crowd) {
  crowd->arrived.done();
  descend(crowd, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - kDepth, 1);
  crowd->ended.done();
}

void print_memory(char const* when, MemStats const& memory) {
  print("million: ", when, ", MiB: ", (memory.Free + memory.Limbo) / kMiB, " free, ", memory.StackInuse / kMiB, " stacks, ",
        memory.StackSys / kMiB, " page tables, ", memory.GSys / kMiB, " descriptors, ", memory.Reserved / kMiB,
        " laid by\n");
}

bool adds_up(MemStats const& memory) {
  return memory.Sys == memory.Free + memory.Limbo + memory.Reserved + memory.StackInuse + memory.StackSys + memory.OtherSys;
}

// All park, then all end. Returns where the memory is while all are parked.
MemStats one_round(uint64_t many) {
  Crowd crowd;
  crowd.arrived.add(static_cast<int32_t>(many));
  crowd.ended.add(static_cast<int32_t>(many));
  go(wait_below, &crowd);
  for (uint64_t i = 1; i < many; i++) {
    go(wait_in_line, &crowd);
  }
  crowd.arrived.wait();
  MemStats const full = ReadMemStats();
  print_memory("all parked", full);
  for (uint64_t i = 0; i < many; i++) {
    crowd.gate.release();
  }
  crowd.ended.wait();
  expect(crowd.spoilt.load(relaxed) == 0, "million: the deep goroutine found its frames as it left them");
  return full;
}

// With the other cores on their way to sleep: until the sum is right, or never will be.
MemStats settled() {
  constexpr int64_t kPatience_ns = 5'000'000'000;
  FreeOSMemory();
  MemStats memory = ReadMemStats();
  for (int64_t until_ns = nanotime() + kPatience_ns; !adds_up(memory) && nanotime() < until_ns;) {
    cpu_relax();
    memory = ReadMemStats();
  }
  return memory;
}

// What stays behind on the free lists of Ps, and has to be made anew: at most 64 each, and descriptors come in chunks.
uint64_t spare() { return (GOMAXPROCS() * 64 + 256) * kEach; }

}  // namespace

void million() {
  MemStats const before = settled();
  uint64_t const room = before.Free / 10 * 9 / kEach;
  uint64_t const many = room < kWanted ? room : kWanted;
  print("million: ", many, " goroutines\n");
  MemStats const first = one_round(many);
  MemStats const between = settled();
  print_memory("all gone", between);
  MemStats const second = one_round(many);
  MemStats const after = settled();
  print_memory("all gone", after);
  uint64_t const kept = (after.StackSys - before.StackSys) + (after.OtherSys - before.OtherSys);
  expect(after.Free + after.Limbo + kept + after.Sys / 20 + spare() >= before.Free, "million: the stacks are free memory again");
  expect(after.StackSys + after.OtherSys <= between.StackSys + between.OtherSys + spare(),
         "million: the second needs nothing new");
  expect(second.StackInuse <= first.StackInuse + spare(), "million: the second needs no more than the first");
  expect(adds_up(before) && adds_up(after), "million: every page is accounted for");
}

}  // namespace burrow::tasks

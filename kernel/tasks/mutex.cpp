// One goroutine hardly lets go of a mutex, three others want it. Whoever runs is first to find it free again; but once someone
// has waited for a millisecond, unlock hands it over to the first in the line.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kMany = 10'000;
constexpr uint32_t kWaiters = 3;
constexpr uint32_t kTurns = 5;
constexpr int64_t kHold_ns = 100'000;
constexpr uint32_t kLooks = 200;
constexpr uint32_t kPatience = 20;  // slices
constexpr uint32_t kAttempts = 5;  // a busy host may leave a core standing for seconds
constexpr int64_t kThreshold_ns = 1'000'000;

struct Room {
  std::atomic<bool> over = false;
  std::atomic<uint64_t> greedy = 0;     // turns of the one that hardly lets go
  Mutex door;
  uint32_t inside = 0, crowded = 0;     // door, and so below
  uint32_t others = 0;                  // turns of the others
  uint64_t most = 0;                    // turns of the greedy one while another waited
  int64_t longest_ns = 0;               // and how long that was
};

// With the door locked; mostly without a call, so that a slice that is over ends.
void be_inside(Room* room) {
  room->crowded += room->inside++ != 0;
  for (int64_t until_ns = nanotime() + kHold_ns; nanotime() < until_ns;) {
    for (uint32_t i = 0; i < kLooks; i++) {
      asm volatile("");
    }
    cpu_relax();  // an emulator with fewer threads than cores lets others go on
  }
  room->inside--;
}

void hold_on(Room* room) {
  while (!room->over.load(relaxed)) {  // relaxed: any turn may be the last
    room->door.lock();
    room->greedy.fetch_add(1, relaxed);  // relaxed: a count
    be_inside(room);
    room->door.unlock();
  }
}

void want(Room* room) {
  for (uint32_t turn = 0; turn < kTurns; turn++) {
    int64_t const start_ns = nanotime();
    uint64_t const before = room->greedy.load(relaxed);  // relaxed, both: a count
    room->door.lock();
    uint64_t const passed = room->greedy.load(relaxed) - before;
    int64_t const waited_ns = nanotime() - start_ns;
    room->most = passed > room->most ? passed : room->most;
    room->longest_ns = waited_ns > room->longest_ns ? waited_ns : room->longest_ns;
    room->others++;
    be_inside(room);
    room->door.unlock();
  }
}

// Nobody else wants it: each lock is one step, and nobody parks.
void alone() {
  Mutex door;
  int64_t const start_ns = nanotime();
  for (uint32_t i = 0; i < kMany; i++) {
    door.lock();
    door.unlock();
  }
  print("mutex: locked and unlocked ", kMany, " times alone, ", (nanotime() - start_ns) / kMany, " ns each\n");
  expect(door.try_lock(), "mutex: free at the end");
}

// Whether nobody waited too long.
bool crowded() {
  Room room;
  WaitGroup greedy, others;
  greedy.go(hold_on, &room);
  for (uint32_t i = 0; i < kWaiters; i++) {
    others.go(want, &room);
  }
  others.wait();
  room.over.store(true, relaxed);  // relaxed: any turn may be the last
  greedy.wait();
  print("mutex: ", kWaiters, " others had ", kTurns, " turns each beside one that had ", room.greedy.load(relaxed), " of ",
        kHold_ns / 1000, " us\n");
  print("mutex: the longest wait was ", room.longest_ns / 1000, " us, the most it had in a wait ", room.most, " turns\n");
  expect(room.crowded == 0, "mutex: one at a time");
  expect(room.others == kWaiters * kTurns, "mutex: all had their turns");
  // Who waits notices that the millisecond is over when it runs, and on one core that takes some slices.
  auto most = static_cast<uint64_t>((kPatience * slice_ns() + kThreshold_ns) / kHold_ns);
  return room.most <= most;
}

}  // namespace

void mutex() {
  alone();
  bool in_time = false;
  for (uint32_t attempt = 0; attempt < kAttempts && !in_time; attempt++) {
    in_time = crowded();
  }
  expect(in_time, "mutex: it is handed over to who has waited long");
}

}  // namespace burrow::tasks

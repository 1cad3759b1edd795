// Two goroutines hand the turn to and fro. Who is readied goes to runnext, so a hand-over on one P is one switch.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kRounds = 10'000;

// Whoever holds the turn may touch the rest.
struct Table {
  Sema ping, pong;
  uint32_t hits = 0;
  uint32_t faults = 0;
  WaitGroup ended;
};

void play(Table* table, Sema* mine, Sema* other, uint32_t parity) {
  for (uint32_t round = 0; round < kRounds; round++) {
    mine->acquire();
    table->faults += table->hits++ % 2 != parity;
    other->release();
  }
  table->ended.done();
}

uint64_t stolen() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).stolen;
  }
  return sum;
}

}  // namespace

void pingpong() {
  Table table;
  uint64_t stolen_before = stolen();
  int64_t start = nanotime();
  table.ended.add(2);
  go(play, &table, &table.ping, &table.pong, 0u);
  go(play, &table, &table.pong, &table.ping, 1u);
  table.ping.release();
  table.ended.wait();
  int64_t each_ns = (nanotime() - start) / (2 * kRounds);
  uint64_t moves = stolen() - stolen_before;
  print("pingpong: ", 2 * kRounds, " hand-overs, ", each_ns, " ns each, ", moves, " to another P\n");
  expect(table.hits == 2 * kRounds, "pingpong: every hit came back");
  expect(table.faults == 0, "pingpong: the two took turns");
  expect(GOMAXPROCS() > 1 || moves == 0, "pingpong: with one P nothing is stolen");
}

}  // namespace burrow::tasks

// The dining philosophers: five at a round table, five forks, and it takes two to eat. A fork is a channel with room for one:
// full, it lies on the table. All take their left fork first, but for the last, so nobody waits in a circle. After Dijkstra.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kSeats = 5;
constexpr uint32_t kMeals = 500;

struct Fork {};

struct Table {
  Chan<Fork> forks[kSeats];
  bool eats[kSeats] = {};  // whoever has both forks; neighbours read it while they have one of them
  uint32_t meals[kSeats] = {};
  uint32_t waits[kSeats] = {};  // times that a fork was not there
  uint32_t clashes[kSeats] = {};
};

void take(Table* table, uint32_t seat, uint32_t fork) {
  if (!table->forks[fork].try_recv(nullptr)) {
    table->waits[seat]++;
    table->forks[fork].recv();
  }
}

void dine(Table* table, uint32_t seat, Chan<uint32_t> done) {
  uint32_t const left = seat, right = (seat + 1) % kSeats;
  bool const last = seat + 1 == kSeats;
  for (uint32_t meal = 0; meal < kMeals; meal++) {
    take(table, seat, last ? right : left);
    take(table, seat, last ? left : right);
    table->eats[seat] = true;
    table->clashes[seat] += table->eats[(seat + 1) % kSeats] + table->eats[(seat + kSeats - 1) % kSeats];
    if (meal % 8 == 0) {
      Gosched();  // others come by while this one eats
    }
    table->meals[seat]++;
    table->eats[seat] = false;
    table->forks[left].send({});
    table->forks[right].send({});
  }
  done.send(seat);
}

}  // namespace

void philosophers() {
  Table table;
  for (auto& fork : table.forks) {
    fork = make<Chan<Fork>>(1);
    fork.send({});
  }
  auto done = make<Chan<uint32_t>>();
  for (uint32_t seat = 0; seat < kSeats; seat++) {
    go(dine, &table, seat, done);
  }
  for (uint32_t seat = 0; seat < kSeats; seat++) {
    done.recv();
  }
  uint32_t eaten = 0, waits = 0, clashes = 0;
  for (uint32_t seat = 0; seat < kSeats; seat++) {
    eaten += table.meals[seat];
    waits += table.waits[seat];
    clashes += table.clashes[seat];
  }
  print("philosophers: ", eaten, " meals, ", waits, " times a fork was in use\n");
  expect(eaten == kSeats * kMeals, "philosophers: everyone has eaten his fill");
  expect(clashes == 0, "philosophers: neighbours never eat at once");
  for (auto const& fork : table.forks) {
    expect(fork.len() == 1, "philosophers: all forks are on the table");
  }
}

}  // namespace burrow::tasks

// A thousand goroutines sit in a ring and pass a token on. Each starts its right neighbour, and each one's seat lies on
// its own stack: stacks never move, so neighbours may point at it.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr uint32_t kSeats = 1000;
constexpr uint32_t kLaps = 10;

struct Seat {
  Sema token;
  Seat* right = nullptr;
};

struct Ring {
  Seat* first = nullptr;
  Sema closed;           // all seats are taken
  uint64_t passes = 0;   // whoever has the token writes it
  WaitGroup ended;
};

void sit(Ring* ring, Seat* left, uint32_t number) {
  Seat seat;
  if (left == nullptr) {
    ring->first = &seat;
  } else {
    left->right = &seat;
  }
  if (number + 1 < kSeats) {
    go(sit, ring, &seat, number + 1);
  } else {
    seat.right = ring->first;
    ring->closed.release();
  }
  for (uint32_t lap = 0; lap < kLaps; lap++) {
    seat.token.acquire();
    ring->passes++;
    if (lap + 1 < kLaps || number + 1 < kSeats) {
      seat.right->token.release();  // the last pass of all would go to a seat that is no more
    }
  }
  ring->ended.done();
}

}  // namespace

void ring() {
  Ring ring;
  ring.ended.add(kSeats);
  go(sit, &ring, static_cast<Seat*>(nullptr), 0u);
  ring.closed.acquire();
  int64_t start = nanotime();
  ring.first->token.release();
  ring.ended.wait();
  int64_t each_ns = (nanotime() - start) / (kSeats * kLaps);
  print("ring: ", ring.passes, " passes through ", kSeats, " goroutines, ", each_ns, " ns each\n");
  expect(ring.passes == uint64_t{kSeats} * kLaps, "ring: the token came round");
}

}  // namespace burrow::tasks

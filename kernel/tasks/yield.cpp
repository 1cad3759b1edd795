// Goroutines that yield after every turn take equal turns: who yields goes behind all that wait in the global queue.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kPlayers = 10;
constexpr uint64_t kTurns = 2000;
constexpr uint64_t kGlobalTick = 61;

struct Game {
  WaitGroup seated, begun;
  std::atomic<uint64_t> turns[kPlayers] = {};
  std::atomic<uint64_t> fewest = UINT64_MAX;  // turns of the slowest when the first had all of its own
  WaitGroup ended;
};

uint64_t fewest(Game const& game) {
  uint64_t least = kTurns;
  for (auto const& turns : game.turns) {
    uint64_t have = turns.load(relaxed);  // relaxed: counts, each written by one
    least = have < least ? have : least;
  }
  return least;
}

void play(Game* game, uint32_t self) {
  game->seated.done();
  game->begun.wait();
  for (uint64_t turn = 1; turn <= kTurns; turn++) {
    game->turns[self].store(turn, relaxed);  // relaxed: counts, each written by one
    Gosched();
  }
  uint64_t nobody = UINT64_MAX;
  game->fewest.compare_exchange_strong(nobody, fewest(*game), relaxed);  // relaxed: main reads after ended.wait()
  game->ended.done();
}

uint64_t preemptions() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).preemptions;
  }
  return sum;
}

}  // namespace

void yield() {
  Game game;
  uint64_t preempted = preemptions();
  game.seated.add(kPlayers);
  game.begun.add(1);
  game.ended.add(kPlayers);
  for (uint32_t self = 0; self < kPlayers; self++) {
    go(play, &game, self);
  }
  game.seated.wait();
  int64_t start = nanotime();
  game.begun.done();
  game.ended.wait();
  int64_t each_ns = (nanotime() - start) / static_cast<int64_t>(kPlayers * kTurns);
  preempted = preemptions() - preempted;
  uint64_t behind = kTurns - game.fewest.load(relaxed);
  print("yield: ", kPlayers, " goroutines took ", kTurns, " turns each, ", each_ns, " ns a turn; the last was ", behind,
        " behind when the first was done\n");
  expect(fewest(game) == kTurns, "yield: all took all their turns");
  // Every 61st turn is taken from the global queue out of order; a preemption costs a turn. Several cores go at
  // different speeds, so there only progress can be asked for.
  uint64_t fair = 1 + kPlayers * kTurns / kGlobalTick + preempted;
  expect(GOMAXPROCS() > 1 || behind <= fair, "yield: equal turns on one P");
}

}  // namespace burrow::tasks

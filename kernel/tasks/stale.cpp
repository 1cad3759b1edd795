// Stacks shrink, migrate and grow again, and the pages go from hand to hand between all cores: what a goroutine finds
// below its frames is zero or its own. A core that used an old translation would show it another's; with keepstale=1 one
// does, and the task fails. Wants stack=256k.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kRounds = 10'000;
constexpr uint32_t kWorkersPerP = 3;
constexpr uint32_t kPageWords = 4096 / sizeof(uint64_t);
constexpr uint32_t kGround = 8 * kPageWords;
constexpr uint32_t kAbove = 3 * kPageWords;  // calls and preemptions leave their own traces there
constexpr uint32_t kStride = 8;
constexpr uint32_t kBeside = kStride + 4;  // never a page's first word, by which the kernel strings up free pages
constexpr uint32_t kMarkShift = 44;
constexpr uint64_t kMark = uint64_t{0x57a1e} << kMarkShift;  // with the goid in the bits below

struct Stale {
  std::atomic<uint32_t> rounds = 0;  // relaxed, as all here: main reads after ended.wait()
  std::atomic<uint64_t> migrations = 0;
  std::atomic<uint64_t> foreign = 0;
  std::atomic<uint64_t> kept = 0;
  WaitGroup ended;
};

// Looks at the ground below the caller's frame and marks it. fresh: it has been given back, and not even its own marks are
// left. Not strict: a preemption half-way into this function has spilt registers on the ground, so only marks count. Calls
// nothing: a frame further below would stand on ground that may be another's.
[[gnu::noinline]] void visit(Stale* stale, uint64_t mark, bool fresh, bool strict) {
  uint64_t ground[kGround + kAbove];
  uint64_t volatile* word = ground;
  asm volatile("" : "+r"(word) : : "memory");  // as it is found, not as it was declared
  word += kBeside - reinterpret_cast<uintptr_t>(word) / sizeof *word % kStride;
  uint64_t foreign = 0, kept = 0;
  for (uint32_t i = 0; i < kGround; i += kStride) {
    uint64_t found = word[i];
    foreign += found != mark && (found >> kMarkShift == kMark >> kMarkShift || (strict && found != 0));
    kept += found == mark && fresh && strict;
    word[i] = mark;
  }
  stale->foreign.fetch_add(foreign, relaxed);
  stale->kept.fetch_add(kept, relaxed);
}

void migrate(Stale* stale) {
  uint32_t before = place().core;
  Gosched();
  stale->migrations.fetch_add(place().core != before, relaxed);
}

void live(Stale* stale, Sema* over) {
  uint64_t mark = kMark | goid();
  bool strict = !preemption_on();
  for (int growth = 0; growth < 2; growth++) {
    visit(stale, mark, true, strict);
    migrate(stale);
    visit(stale, mark, false, strict);
    migrate(stale);
    visit(stale, mark, false, strict);
    if (growth == 0) {
      FreeOSMemory();
    }
  }
  over->release();
}

bool another_round(Stale* stale) {
  return stale->foreign.load(relaxed) == 0 && stale->rounds.fetch_add(1, relaxed) < kRounds;
}

void work(Stale* stale) {
  Sema over;
  while (another_round(stale)) {
    go(live, stale, &over);
    over.acquire();
  }
  stale->ended.done();
}

}  // namespace

void stale() {
  Stale state;
  uint32_t workers = kWorkersPerP * GOMAXPROCS();
  state.ended.add(static_cast<int32_t>(workers));
  for (uint32_t i = 0; i < workers; i++) {
    go(work, &state);
  }
  state.ended.wait();
  uint32_t rounds = state.rounds.load(relaxed);
  print("stale: ", rounds < kRounds ? rounds : kRounds, " rounds, ", state.migrations.load(relaxed), " migrations, ",
        state.foreign.load(relaxed), " foreign words\n");
  expect(state.foreign.load(relaxed) == 0, "stale: a goroutine found what another had left");
  expect(state.kept.load(relaxed) == 0, "stale: what was given back was still there");
}

}  // namespace burrow::tasks

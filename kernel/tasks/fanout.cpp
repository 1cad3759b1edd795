// One goroutine starts two thousand small ones. They begin in its own P's queue and, when that is full, in the global
// one; the other Ps steal and take their share.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr uint32_t kChildren = 2000;
constexpr uint32_t kMostPs = 256;
constexpr int64_t kPatience_ns = 10'000'000'000;

struct Fanout {
  std::atomic<uint64_t> done[(kChildren + 63) / 64] = {};
  std::atomic<uint32_t> twice = 0;
  std::atomic<uint32_t> share[kMostPs] = {};
  std::atomic<uint64_t> sink = 0;
  WaitGroup ended;
};

void child(Fanout* fanout, uint32_t number) {
  uint64_t x = number;
  for (int step = 0; step < 2000; step++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
  }
  fanout->sink.fetch_add(x, relaxed);  // relaxed, as all here: main reads after ended.wait()
  uint64_t bit = uint64_t{1} << number % 64;
  if ((fanout->done[number / 64].fetch_or(bit, relaxed) & bit) != 0) {
    fanout->twice.fetch_add(1, relaxed);
  }
  fanout->share[place().p % kMostPs].fetch_add(1, relaxed);
  fanout->ended.done();
}

uint32_t count_done(Fanout const& fanout) {
  uint32_t count = 0;
  for (auto const& word : fanout.done) {
    count += static_cast<uint32_t>(__builtin_popcountll(word.load(relaxed)));
  }
  return count;
}

void print_shares(Fanout const& fanout) {
  constexpr uint32_t kPerLine = 12;
  Text<240> line;
  uint32_t shown = 0;
  for (uint32_t p = 0; p < GOMAXPROCS() && p < kMostPs; p++) {
    uint32_t share = fanout.share[p].load(relaxed);
    if (share == 0) {
      continue;
    }
    line.put("  P", p, ": ", share);
    if (++shown % kPerLine == 0) {
      print("fanout: share", line.c_str(), '\n');
      line.clear();
    }
  }
  if (line.size() > 0) {
    print("fanout: share", line.c_str(), '\n');
  }
}

uint64_t stolen() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).stolen;
  }
  return sum;
}

void round() {
  Fanout fanout;
  fanout.ended.add(kChildren);
  go([&fanout] {
    for (uint32_t number = 0; number < kChildren; number++) {
      go(child, &fanout, number);
    }
  });
  fanout.ended.wait();
  expect(count_done(fanout) == kChildren && fanout.twice.load(relaxed) == 0, "fanout: every child ran exactly once");
  print_shares(fanout);
}

}  // namespace

// The other cores may be the host's last choice for a while: what they must do, they must do in one round of many.
void fanout() {
  bool alone = NumCPU() == 1 || GOMAXPROCS() == 1;
  uint64_t before = stolen();
  int64_t until = nanotime() + kPatience_ns;
  do {
    round();
  } while (!alone && stolen() == before && nanotime() < until);
  print("fanout: ", kChildren, " goroutines, ", stolen() - before, " stolen from one P by another\n");
  expect(alone || stolen() > before, "fanout: other Ps stole");
}

}  // namespace burrow::tasks

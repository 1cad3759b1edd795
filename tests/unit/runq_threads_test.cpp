// runtime/queue/runq on host threads: nothing is lost, doubled or seen half written. Go's TestRunSchedLocalQueueEmpty.
#include <set>

#include "runtime/queue/globrunq.h"
#include "tests/unit/runq_bench.h"

namespace burrow {
namespace {

struct RunqThreads : RunqBench {};
INSTANTIATE_TEST_SUITE_P(, RunqThreads, testing::Values(0u, 0xFFFFFFF0u), start_name);

// Two Gs come while one goes: whoever looks must never find the queue empty.
TEST_P(RunqThreads, GoRunSchedLocalQueueEmptyTest) {
  constexpr uint32_t kRounds = 10'000;
  Atomic<uint32_t> round, looked;
  uint32_t found_empty = 0;
  std::thread looker = on_core(1, [&] {
    for (uint32_t i = 1; i <= kRounds; i++) {
      while (round.load(acquire) != i) std::this_thread::yield();
      found_empty += runqempty(&p());
      looked.store(i, release);
    }
  });
  for (uint32_t i = 1; i <= kRounds; i++) {
    runqput(&p(), gs[0], (i & 1) == 0);
    round.store(i, release);
    runqput(&p(), gs[1], (i & 2) == 0);
    get();
    while (looked.load(acquire) != i) std::this_thread::yield();
    get();
  }
  looker.join();
  EXPECT_EQ(found_empty, 0u);
}

// The same without a pause between rounds: G a waits in runnext, b kicks it to the ring and is taken, and so on.
TEST_P(RunqThreads, ALookerNeverFindsItEmpty) {
  Atomic<bool> done;
  uint64_t found_empty = 0;
  runqput(&p(), gs[0], true);
  std::thread looker = on_core(1, [&] {
    while (!done.load(relaxed)) found_empty += runqempty(&p());
  });
  for (uint32_t i = 0, out = 1; i < 1'000'000; i++) {
    runqput(&p(), gs[out], true);
    ASSERT_EQ(get(), gs[out]);
    runqput(&p(), gs[out], true);
    ASSERT_EQ(runqget_ring(&p()), gs[1 - out]);
    out = 1 - out;
  }
  done.store(true, relaxed);
  looker.join();
  EXPECT_EQ(found_empty, 0u);
}

// A full ring, one more put and a thief, all at once.
TEST_P(RunqThreads, OverflowMeetsAThief) {
  constexpr uint32_t kRounds = 1000;
  Atomic<uint32_t> round, stolen_in;
  std::vector<G*> out;
  std::thread thief = on_core(1, [&] {
    for (uint32_t i = 1; i <= kRounds; i++) {
      while (round.load(acquire) != i) std::this_thread::yield();
      if (G* gp = steal()) out.push_back(gp);
      while (G* gp = get(1)) out.push_back(gp);
      stolen_in.store(i, release);
    }
  });
  uint32_t wrong = 0;
  for (uint32_t i = 1; i <= kRounds; i++) {
    for (uint32_t k = 0; k < kRunq; k++) runqput_locked(&p(), gs[k]);
    round.store(i, release);
    runqput(&p(), gs[kRunq], false);
    while (stolen_in.load(acquire) != i) std::this_thread::yield();
    while (G* gp = get()) out.push_back(gp);
    for (G* gp = sched.runq.head; gp != nullptr; gp = gp->schedlink) out.push_back(gp);
    sched.runq = {};
    sched.runqsize.store(0, relaxed);
    wrong += out.size() != kRunq + 1 || std::set(out.begin(), out.end()).size() != kRunq + 1;
    out.clear();
  }
  thief.join();
  EXPECT_EQ(wrong, 0u);
}

// A G's plain fields are written before it is put and read after it is taken: the queue has to order the two.
struct Conservation : RunqThreads {
  static constexpr uint32_t kLaps = 60;
  static constexpr uint32_t kThieves = 2;
  uint32_t const kTotal = kLaps * static_cast<uint32_t>(gs.size());
  std::vector<uint32_t> taken = std::vector<uint32_t>(gs.size());  // a G's own entry: owned with the G
  Atomic<uint32_t> ntaken, nwrong;

  void take(G* gp) {
    size_t const index = gp->goid - 1;
    nwrong.fetch_add(gp->parentGoid != gp->goid, relaxed);
    gp->parentGoid = 0;
    taken[index]++;
    back[index].store(true, release);
    ntaken.fetch_add(1, relaxed);
  }

  void owner_round(uint32_t i, G* gp) {
    gp->parentGoid = gp->goid;
    runqput(&p(), gp, i % 3 == 0);
    if (i % 5 == 0) {
      if (G* own = get()) take(own);
    }
  }

  void own() {
    for (uint32_t i = 0, put = 0; put < kTotal; i++) {
      size_t const index = i % gs.size();
      if (back[index].load(acquire)) {
        back[index].store(false, relaxed);
        owner_round(i, gs[index]);
        put++;
      } else {
        drain_one();
      }
    }
    while (ntaken.load(relaxed) < kTotal) drain_one();
  }

  // The owner's own queue, then what overflowed.
  void drain_one() {
    G* gp = get();
    if (gp == nullptr) {
      lock(sched.lock);
      gp = globrunqget(&p(), 0);
      unlock(sched.lock);
    }
    if (gp != nullptr) take(gp);
    arch::cpu_relax();
  }

  void thieve(uint32_t id) {
    while (ntaken.load(relaxed) < kTotal) {
      for (uint32_t victim = 0; victim <= kThieves; victim++) {
        uint32_t n;
        if (victim == id) continue;
        if (G* gp = runqsteal(&p(id), &p(victim), true, &n)) take(gp);
        if (victim != 0) arch::cpu_relax();  // what was stolen may be stolen again
        while (G* gp = get(id)) take(gp);
      }
      arch::cpu_relax();
    }
  }

  std::deque<Atomic<bool>> back = std::deque<Atomic<bool>>(gs.size());
};
INSTANTIATE_TEST_SUITE_P(, Conservation, testing::Values(0u, 0xFFFFFFF0u), start_name);

TEST_P(Conservation, EachPutIsTakenOnce) {
  for (auto& flag : back) flag.store(true, relaxed);
  std::vector<std::thread> thieves;
  for (uint32_t id = 1; id <= kThieves; id++) thieves.push_back(on_core(id, [this, id] { thieve(id); }));
  own();
  for (std::thread& thief : thieves) thief.join();
  EXPECT_EQ(ntaken.load(relaxed), kTotal);
  EXPECT_EQ(nwrong.load(relaxed), 0u) << "a G was taken before it was put, or twice";
  for (uint32_t id = 0; id <= kThieves; id++) EXPECT_TRUE(runqempty(&p(id)));
  EXPECT_EQ(sched.runqsize.load(relaxed), 0u);
}

}  // namespace
}  // namespace burrow

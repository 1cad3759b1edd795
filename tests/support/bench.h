// A fresh world for each unit test: zeroed scheduler state, Ms with their g0, Ps, and as many Gs as asked for. The
// test's thread is core 0.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <thread>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/model/sched.h"
#include "tests/support/bench_machine.h"
#include "tests/support/ending.h"

namespace burrow::bench {

class Bench : public testing::Test {
 protected:
  Bench();
  ~Bench() override;

  M& m(uint32_t id = 0) { return ms_[id]; }
  P& p(uint32_t id = 0) { return ps_[id]; }
  G* new_g(GStatus status = GStatus::runnable);

  // As new_g, but listed among all Gs, with descriptors of its own.
  G& list_g(GStatus status, WaitReason reason = WaitReason::zero);

  // Sets this thread up as core id.
  void become(uint32_t id);
  // Runs body as core id on a thread of its own. The caller joins.
  std::thread on_core(uint32_t id, std::function<void()> body);

 private:
  std::array<M, kCores> ms_{};
  std::array<G, kCores> g0s_{};
  std::array<P, kCores> ps_{};
  std::deque<G> gs_;
  std::array<G, kGChunk> listed_{};
};

}  // namespace burrow::bench

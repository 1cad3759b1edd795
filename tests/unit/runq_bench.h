// What the tests of the local run queue share: queues whose free-running indices start anywhere, 0 and before the wrap.
#pragma once

#include <vector>

#include "runtime/queue/runq.h"
#include "tests/support/bench.h"

namespace burrow {

inline constexpr uint32_t kRunq = P::kRunqSize;

class RunqBench : public bench::Bench, public testing::WithParamInterface<uint32_t> {
 protected:
  RunqBench() {
    for (uint32_t id = 0; id < bench::kCores; id++) {
      p(id).runqhead.store(GetParam(), relaxed);
      p(id).runqtail.store(GetParam(), relaxed);
    }
    for (uint32_t i = 0; i < 2 * kRunq; i++) gs.push_back(new_g());
  }

  void put(uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) runqput(&p(), gs[i], false);
  }
  G* get(uint32_t id = 0) {
    bool inherit;
    return runqget(&p(id), &inherit);
  }
  G* steal(bool stealrunnext = true) { return runqsteal(&p(1), &p(0), stealrunnext, &stolen); }

  std::vector<G*> gs;
  uint32_t stolen = 0;
};

inline constexpr uint32_t kStarts[] = {0, 0xFFFFFFF0, 0xFFFFFF81, 0x7FFFFFF0};
inline std::string start_name(testing::TestParamInfo<uint32_t> const& start) {
  return "From" + std::to_string(start.param);
}

}  // namespace burrow

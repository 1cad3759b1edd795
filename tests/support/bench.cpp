// What schedinit would do, without its stacks.
#include "tests/support/bench.h"

#include <new>

#include "runtime/base/fatal.h"

namespace burrow::bench {

Bench::Bench() {
  reset_machine();
  new (&sched) Sched{};
  fatal_hook = end_fatally;
  allm = nullptr;
  gomaxprocs.store(kCores, relaxed);
  sched.stealorder.reset(gomaxprocs.load(relaxed));
  for (uint32_t id = 0; id < kCores; id++) {
    ms_[id].id = id;
    ms_[id].g0 = &g0s_[id];
    ms_[id].randstate = rand_state(1, id);
    ms_[id].armed_ns.store(arch::kNever, relaxed);
    ms_[id].alllink = allm;
    allm = &ms_[id];
    g0s_[id].m = &ms_[id];
    g0s_[id].is_g0 = true;
    ps_[id].id = id;
    allp[id] = &ps_[id];
  }
  become(0);
}

Bench::~Bench() {
  EXPECT_EQ(this_core().masked, 0) << "interrupts are left masked";
  fatal_hook = nullptr;
  arch::setg(nullptr);
}

G* Bench::new_g(GStatus status) {
  G& gp = gs_.emplace_back();
  gp.goid = gs_.size();
  gp.atomicstatus.store(static_cast<uint32_t>(status), relaxed);
  return &gp;
}

G& Bench::list_g(GStatus status, WaitReason reason) {
  uint32_t const index = sched.allglen.load(relaxed);
  G& gp = listed_.at(index);
  gp.goid = index + 1;
  gp.atomicstatus.store(static_cast<uint32_t>(status), relaxed);
  gp.waitreason = reason;
  gp.waitsince = machine.now_ns;
  sched.allgs[0].store(listed_.data(), release);  // rel, both: as malg does
  sched.allglen.store(index + 1, release);
  return gp;
}

void Bench::become(uint32_t id) {
  become_core(id);
  arch::setg(&g0s_[id]);
}

std::thread Bench::on_core(uint32_t id, std::function<void()> body) {
  return std::thread([this, id, body = std::move(body)] {
    become(id);
    body();
  });
}

}  // namespace burrow::bench

// Every check can fail: the state of a running world is spoilt in one place, and the check meant for it says so.
#include <gtest/gtest.h>

#include <cstring>

#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/queue/timerheap.h"
#include "runtime/queue/waitq.h"
#include "runtime/sched/proc.h"
#include "tests/sim/channels.h"
#include "tests/sim/scenarios.h"
#include "tests/support/world.h"

namespace burrow {
namespace {

bool done;  // the harm

bool lock_free() { return sched.lock.key.load(relaxed) == 0; }

// A G in the state, or nullptr.
G* find(GStatus status) {
  for (uint32_t i = 0; i < sched.allglen.load(relaxed); i++) {
    G* gp = allg(i);
    if (!gp->is_g0 && readgstatus(gp) == status && (status != GStatus::running || gp->m->curg == gp)) {
      return gp;
    }
  }
  return nullptr;
}

template <class T>
void add(Atomic<T>& number, T amount) {
  number.store(number.load(relaxed) + amount, relaxed);
}

// Each does its harm once it can, and says whether it did.
bool miscount_idle_ps() { return lock_free() && (add(sched.npidle, 1u), true); }
bool miscount_idle_ms() { return lock_free() && (sched.nmidle++, true); }
bool miscount_free_ms() { return lock_free() && (add(sched.nmfree, 1u), true); }
bool miscount_queue() { return lock_free() && (add(sched.runqsize, 1u), true); }
bool miscount_free_gs() { return at_rest() && (add(sched.ngfree, 1), true); }
bool uncounted_spinning() { return !allm->spinning && (allm->spinning = true); }
bool miscount_spinning() { return at_rest() && (add(sched.nmspinning, 1), true); }
bool negative_locks() { return allm->locks == 0 && (allm->locks = -1, true); }
bool wild_note() { return (allm->park.key.store(8, relaxed), true); }
bool too_long_queue() { return (add(allp[0]->runqtail, P::kRunqSize + 1), true); }

bool idle_p_runs() {
  return lock_free() && sched.pidle != nullptr && (sched.pidle->status.store(PStatus::running, relaxed), true);
}

bool two_ms_share_a_p() {
  M* last = allm;
  return at_rest() && last->p == nullptr && !last->idle && (last->p = allp[0], true);
}

bool running_in_runnext() {
  G* gp = find(GStatus::running);
  return gp != nullptr && (allp[0]->runnext.store(gp, relaxed), true);
}

bool waiting_in_queue() {
  G* gp = find(GStatus::waiting);
  P* pp = allp[0];
  uint32_t const tail = pp->runqtail.load(relaxed);
  if (gp == nullptr || tail - pp->runqhead.load(relaxed) == P::kRunqSize) {
    return false;
  }
  pp->runq[tail % P::kRunqSize].store(gp, relaxed);
  pp->runqtail.store(tail + 1, relaxed);
  return true;
}

bool twice_in_queue() {
  G* next = allp[0]->runnext.load(relaxed);
  if (next == nullptr || !lock_free() || sched.runq.head != nullptr) {
    return false;
  }
  sched.runq = {next, next};
  next->schedlink = nullptr;
  sched.runqsize.store(1, relaxed);
  return true;
}

bool running_without_m() {
  G* gp = find(GStatus::running);
  return gp != nullptr && (gp->m = nullptr, true);
}

bool waiting_with_m() {
  G* gp = find(GStatus::waiting);
  return gp != nullptr && gp->m == nullptr && (gp->m = allm, true);
}

// As if a core had taken a runnable G and forgotten it.
bool lose_runnable() {
  P* pp = allp[0];
  return at_rest() && pp->runnext.load(relaxed) != nullptr && (pp->runnext.store(nullptr, relaxed), true);
}

bool lose_dead() {
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed); id++) {
    P* pp = allp[id];
    if (at_rest() && pp->gfree != nullptr) {
      pp->gfree = pp->gfree->schedlink;
      pp->ngfree--;
      return true;
    }
  }
  return false;
}

bool running_on_irqready() {
  G* gp = find(GStatus::running);
  return gp != nullptr && sched.irqready.load(relaxed) == nullptr && (sched.irqready.store(gp, relaxed), true);
}

bool answer_slept_over() {
  G* gp = find(GStatus::waiting);
  bool const able = at_rest() && gp != nullptr && gp->schedlink == nullptr && sched.dozing.load(relaxed) != 0;
  return able && (sched.irqready.store(gp, relaxed), true);
}

bool rest_with_locks() { return at_rest() && rests(0) && (allm->locks++, true); }

// A channel that somebody waits for and nobody works on.
Hchan* waited_for(bool sends) {
  G const* gp = find(GStatus::waiting);
  Sudog const* sg = gp == nullptr ? nullptr : gp->waiting;
  bool const quiet = sg != nullptr && gp->param == nullptr && sg->c->lock.key.load(relaxed) == 0;
  WaitQ const* queue = !quiet ? nullptr : sends ? &sg->c->sendq : &sg->c->recvq;
  return queue != nullptr && queue->first.load(relaxed) != nullptr ? sg->c : nullptr;
}

bool value_beside_receiver() {
  Hchan* c = waited_for(false);
  return c != nullptr && (add(c->qcount, uint64_t{1}), true);
}

bool room_beside_sender() {
  Hchan* c = waited_for(true);
  return c != nullptr && (c->dataqsiz++, true);
}

bool wait_for_closed() {
  Hchan* c = waited_for(false);
  return c != nullptr && (c->closed.store(1, relaxed), true);
}

bool forget_waiter() {
  Hchan* c = waited_for(false);
  return c != nullptr && (waitq_remove(c->recvq, c->recvq.first.load(relaxed)), true);
}

bool wait_at_both_ends() {
  Hchan* c = waited_for(false);
  if (c == nullptr) {
    return false;
  }
  c->sendq.first.store(c->recvq.first.load(relaxed), relaxed);
  c->sendq.last = c->recvq.last;
  c->dataqsiz = 1;
  return true;
}

bool break_link() {
  Hchan* c = waited_for(false);
  return c != nullptr && (c->recvq.last->prev = c->recvq.last, true);
}

// The timers of a P with at least so many; nobody works on them.
Timers* with_timers(uint32_t least) {
  for (uint32_t id = 0; id < gomaxprocs.load(relaxed); id++) {
    Timers& ts = allp[id]->timers;
    if (at_rest() && ts.heap.n >= least) {
      return &ts;
    }
  }
  return nullptr;
}

bool misplace_timer() {
  Timers* ts = with_timers(1);
  return ts != nullptr && (timerheap_top(ts->heap)->at++, true);
}

bool disown_timer() {
  Timers* ts = with_timers(1);
  return ts != nullptr && (timerheap_top(ts->heap)->ts.store(nullptr, relaxed), true);
}

bool delay_first_timer() {
  Timers* ts = with_timers(2);
  return ts != nullptr && (timerheap_top(ts->heap)->when = arch::kNever, true);
}

bool miscount_timers() {
  Timers* ts = with_timers(1);
  return ts != nullptr && (add(ts->armed, 1u), true);
}

bool forget_timer() {
  Timers* ts = with_timers(1);
  if (ts == nullptr) {
    return false;
  }
  timerheap_remove(ts->heap, timerheap_top(ts->heap));
  RuntimeTimer const* top = timerheap_top(ts->heap);
  ts->minWhen.store(top == nullptr ? 0 : top->when, relaxed);
  ts->armed.store(ts->heap.n, relaxed);
  return true;
}

bool wrong_poller() { return with_timers(1) != nullptr && sched.npidle.load(relaxed) != 0 && (sched.poller.store(0, relaxed), true); }

struct Case {
  char const* name;
  bool (*harm)();
  char const* text;
  void (*main)() = scenario::fan_out;
};

void PrintTo(Case const& row, std::ostream* out) { *out << row.name; }

constexpr Case kCases[] = {
    {"miscount_idle_ps", miscount_idle_ps, "S1: npidle"},
    {"miscount_idle_ms", miscount_idle_ms, "S1: nmidle"},
    {"miscount_free_ms", miscount_free_ms, "S1: nmidle"},
    {"miscount_queue", miscount_queue, "S1: runqsize"},
    {"miscount_free_gs", miscount_free_gs, "S1: ngfree"},
    {"miscount_spinning", miscount_spinning, "M2"},
    {"uncounted_spinning", uncounted_spinning, "M2"},
    {"negative_locks", negative_locks, "M1"},
    {"rest_with_locks", rest_with_locks, "M1"},
    {"wild_note", wild_note, "N1"},
    {"too_long_queue", too_long_queue, "P2"},
    {"waiting_in_queue", waiting_in_queue, "P2", scenario::tree},
    {"running_in_runnext", running_in_runnext, "P3"},
    {"idle_p_runs", idle_p_runs, "P1"},
    {"two_ms_share_a_p", two_ms_share_a_p, "P1"},
    {"twice_in_queue", twice_in_queue, "G2"},
    {"running_without_m", running_without_m, "G3"},
    {"waiting_with_m", waiting_with_m, "G3", scenario::tree},
    {"running_on_irqready", running_on_irqready, "J1"},
    {"answer_slept_over", answer_slept_over, "J2", scenario::tree},
    {"lose_runnable", lose_runnable, "L1"},
    {"lose_dead", lose_dead, "G2: a dead G"},
    {"value_beside_receiver", value_beside_receiver, "C1", scenario::chan_in_order},
    {"room_beside_sender", room_beside_sender, "C1", scenario::chan_in_order},
    {"wait_at_both_ends", wait_at_both_ends, "C1", scenario::chan_fifo},
    {"wait_for_closed", wait_for_closed, "C2", scenario::chan_in_order},
    {"forget_waiter", forget_waiter, "C3", scenario::chan_in_order},
    {"break_link", break_link, "C3", scenario::chan_in_order},
    {"misplace_timer", misplace_timer, "W1", scenario::sleep_together},
    {"disown_timer", disown_timer, "W1", scenario::sleep_together},
    {"delay_first_timer", delay_first_timer, "W2", scenario::sleep_together},
    {"miscount_timers", miscount_timers, "W2", scenario::sleep_together},
    {"forget_timer", forget_timer, "W3", scenario::sleep_together},
    {"wrong_poller", wrong_poller, "W4", scenario::sleep_together},
};

Case const* current;

void spoil(uint64_t) {
  if (!done && sched.mainstarted) {
    done = current->harm();
  }
}

class Checks : public testing::TestWithParam<Case> {};

// The harm may break the run before it is seen; in one of these worlds it is seen first.
TEST_P(Checks, CanFail) {
  current = &GetParam();
  std::string other;
  for (uint64_t seed = 1; seed <= 200; seed++) {
    done = false;
    World world{.seed = seed, .cores = 4, .gomaxprocs = 3, .thorough = true, .step_limit = 200'000, .at_step = spoil};
    WorldResult const result = world.run(current->main);
    if (done && result.end == WorldEnd::invariant &&
        strncmp(result.text.c_str(), current->text, strlen(current->text)) == 0) {
      return;
    }
    other = done ? std::string(name_of(result.end)) + ": " + result.text : "no harm was done";
  }
  ADD_FAILURE() << "not seen; the last world: " << other;
}

INSTANTIATE_TEST_SUITE_P(Each, Checks, testing::ValuesIn(kCases),
                         [](testing::TestParamInfo<Case> const& row) { return std::string(row.param.name); });

void look_for_unsafe_points(uint64_t) {
  sim::CoreView const core = sim::view(0);
  if (core.g != nullptr && core.g->m != nullptr && core.g->m->curg == core.g) {
    done = done || (!in_task_text(core.pc) && check_preempted(0, core.pc) != nullptr);
  }
}

TEST(Checks, SeesPreemptionInTheRuntime) {
  done = false;
  World world{.at_step = look_for_unsafe_points};
  EXPECT_TRUE(world.run(scenario::fan_out).passed());
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace burrow

// What each does wrong with channels. Go: the panics of chan.go and select.go. Whoever comes back from it has not been stopped.
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/misuse.h"

namespace burrow::scenario {

namespace {

// Main closes what another waits to send to.
template <class Sender>
void close_below(Sender sender) {
  auto c = make<Chan<int>>();
  go(sender, c);
  while (c.hchan()->sendq.first.load(acquire) == nullptr) {  // acq: pairs with rel in waitq_enqueue
    cpu_relax();
    Gosched();
  }
  c.close();
  select();
}

}  // namespace

void makechan_negative() { make<Chan<int>>(-1); }
void makechan_overflow() { make<Chan<int64_t>>(INT64_MAX); }
void makechan_too_large() { make<Chan<char>>(int64_t{1} << 48); }

void close_nil() { Chan<int>().close(); }

void close_twice() {
  auto c = make<Chan<int>>();
  c.close();
  c.close();
}

void send_to_closed() {
  auto c = make<Chan<int>>(1);
  c.close();
  c.send(1);
}

void try_send_to_closed() {
  auto c = make<Chan<int>>();
  c.close();
  c.try_send(1);
}

void select_send_to_closed() {
  auto c = make<Chan<int>>();
  auto d = make<Chan<int>>();
  c.close();
  select(recv(d), send(c, 1), otherwise);
}

void select_one_send_to_closed() {
  auto c = make<Chan<int>>();
  c.close();
  select(send(c, 1), otherwise);
}

void close_below_sender() {
  close_below([](Chan<int> c) { c.send(1); });
}

void close_below_selecting_sender() {
  close_below([](Chan<int> c) {
    auto d = make<Chan<int>>();
    select(send(c, 1), recv(d));
  });
}

void select_too_many() {
  SelectCase first{};  // nobody looks at the others
  select(std::span(&first, kMaxSelectCases + 1), otherwise);
}

void recv_on_g0() {
  auto c = make<Chan<int>>();
  systemstack([](void* arg) { static_cast<Chan<int>*>(arg)->recv(); }, &c);
}

void free_below_waiter() {
  Hchan* waited_for = nullptr;
  {
    auto c = make<Chan<int>>();
    waited_for = c.hchan();
    go([waited_for] { chanrecv(waited_for, nullptr, true); });
    while (waited_for->recvq.first.load(acquire) == nullptr) {  // acq: pairs with rel in waitq_enqueue
      cpu_relax();
      Gosched();
    }
  }
}

void two_channel_locks() {
  auto c = make<Chan<int>>();
  auto d = make<Chan<int>>();
  lock(c.hchan()->lock);
  lock(d.hchan()->lock);
}

}  // namespace burrow::scenario

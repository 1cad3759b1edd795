// The cases of Go's runtime/chan_test.go and test/chan about select: fairness, forms, many cases, and a timer's channel.
#include <algorithm>
#include <new>

#include "runtime/queue/malloc.h"
#include "runtime/queue/timerheap.h"
#include "runtime/runtime.h"
#include "tests/sim/channels.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

// TestPseudoRandomSend: of two sends that can go on each has its share.
void pseudo_random_send() {
  constexpr uint32_t kSends = 60;
  for (int64_t room : {int64_t{0}, int64_t{kSends}}) {
    auto c = make<Chan<int>>(room);
    auto done = make<Chan<uint32_t>>();
    go([=] {
      uint32_t ones = 0;
      for (uint32_t i = 0; i < kSends; i++) {
        ones += c.recv() == 1;
        Gosched();
      }
      done.send(ones);
    });
    for (uint32_t i = 0; i < kSends; i++) {
      select(send(c, 0), send(c, 1));
    }
    uint32_t const ones = done.recv();
    expect(ones > kSends / 8 && ones < kSends - kSends / 8, "pseudo_random_send: one of two is chosen far more often");
  }
}

// TestSelectFairness: of two receives that can always go on neither waits for long; two that can't do no harm.
void select_fairness() {
  constexpr uint32_t kTrials = 100;
  auto one = make<Chan<char>>(kTrials + 1);
  auto two = make<Chan<char>>(kTrials + 1);
  for (uint32_t i = 0; i <= kTrials; i++) {
    one.send(1);
    two.send(2);
  }
  auto never = make<Chan<char>>();
  auto also_never = make<Chan<char>>();
  auto out = make<Chan<char>>();
  auto done = make<Chan<bool>>();
  go([=] {
    for (;;) {
      char which = 0;
      select(recv(never, &which), recv(also_never, &which), recv(one, &which), recv(two, &which));
      if (select(send(out, which), recv(done)) == 1) {
        return;
      }
    }
  });
  uint32_t ones = 0;
  for (uint32_t i = 0; i < kTrials; i++) {
    ones += out.recv() == 1;
  }
  done.close();
  expect(ones > kTrials / 5 && ones < kTrials - kTrials / 5, "select_fairness: one of two is chosen far more often");
}

// doubleselect.go: a select that is woken by two channels at once takes from one of them.
void double_select() {
  constexpr uint32_t kChannels = 4;
  uint32_t const values = 25 * pace.times;
  Chan<uint32_t> c[kChannels];
  auto merged = make<Chan<uint32_t>>();
  WaitGroup feeding;
  feeding.add(kChannels);
  for (auto& one : c) {
    one = make<Chan<uint32_t>>();
    go([&feeding, one, merged] {
      for (uint32_t value : one) {
        merged.send(value);
      }
      feeding.done();
    });
  }
  go([=, &feeding] {
    for (uint32_t i = 0; i < values; i++) {
      select(send(c[0], i), send(c[1], i), send(c[2], i), send(c[3], i));
    }
    for (auto const& one : c) {
      one.close();
    }
    feeding.wait();
    merged.close();
  });
  uint64_t count = 0, sum = 0;
  for (uint32_t value : merged) {
    count++;
    sum += value;
  }
  expect(count == values && sum == uint64_t{values} * (values - 1) / 2, "double_select: a value is lost or doubled");
}

// select.go: cases come and go by making their channels nil.
void select_alternate() {
  constexpr uint32_t kBits = 16;
  auto a = make<Chan<uint32_t>>();
  auto b = make<Chan<uint32_t>>();
  go([=] {
    uint32_t shift = 0, from_a = 0, from_b = 0;
    Chan<uint32_t> to_a, to_b;
    for (uint32_t sent = 0; sent < kBits;) {
      if (to_a == nullptr && shift < kBits) {
        from_a = uint32_t{1} << shift++;
        to_a = a;
      }
      if (to_b == nullptr && shift < kBits) {
        from_b = uint32_t{1} << shift++;
        to_b = b;
      }
      (select(send(to_a, from_a), send(to_b, from_b)) == 0 ? to_a : to_b) = nullptr;
      sent++;
    }
    a.close();
    b.close();
  });
  uint32_t bits = 0;
  for (bool open_a = true, open_b = true; open_a || open_b;) {
    uint32_t value = 0;
    bool ok = false;
    uint32_t const at = select(recv(open_a ? a : Chan<uint32_t>(), &value, &ok), recv(open_b ? b : Chan<uint32_t>(), &value, &ok));
    expect((bits & value) == 0, "select_alternate: a value came twice");
    bits |= value;
    (at == 0 ? open_a : open_b) &= ok;
  }
  expect(bits == (uint32_t{1} << kBits) - 1, "select_alternate: a value is lost");
}

namespace {

// A goroutine does one thing and says so; whether it does within a few turns.
template <class F>
bool goes_on(F f) {
  auto done = make<Chan<bool>>(1);
  go([=] {
    f();
    done.send(true);
  });
  for (uint32_t i = 0; i < 12; i++) {
    Gosched();
  }
  return done.try_recv(nullptr);
}

}  // namespace

// select3.go: what waits and what does not, on channels that are empty, full, closed. Differs: who waits is let go afterwards.
void select_table() {
  auto empty = make<Chan<int>>();
  auto roomy = make<Chan<int>>(10);
  auto full = make<Chan<int>>(1);
  auto closed = make<Chan<int>>();
  Chan<int> nil;
  full.send(1);
  closed.close();
  expect(!goes_on([=] { empty.recv(); }), "select_table: a receive from an empty channel");
  expect(!goes_on([=] { select(recv(empty), recv(empty)); }), "select_table: a select on an empty channel");
  expect(!goes_on([=] { full.send(2); }), "select_table: a send to a full channel");
  expect(!goes_on([=] { select(send(full, 3), recv(empty)); }), "select_table: a select on a full channel");
  empty.send(1);
  empty.send(1);
  full.recv();
  full.recv();
  full.recv();
  int64_t const before = closed.len() + roomy.len();
  closed.recv();
  roomy.send(7);
  expect(select(recv(nil), send(nil, 1), otherwise) == 2, "select_table: nil goes on");
  expect(select(recv(nil), send(roomy, 7)) == 1 && roomy.len() == 2, "select_table: room beside nil");
  expect(select(recv(nil), recv(closed)) == 1, "select_table: the end beside nil");
  expect(before == 0 && select(recv(roomy), otherwise) == 0, "select_table: a value beside otherwise");
}

// select5.go: every combination of up to four cases, each ready or not, with otherwise and without.
void select_shapes() {
  auto full = make<Chan<int>>(1);
  auto empty = make<Chan<int>>(1);
  auto closed = make<Chan<int>>();
  closed.close();
  full.send(1);
  struct Kind {
    SelectCase (*make)(Chan<int> const&, Chan<int> const&, Chan<int> const&, int*, bool*);
    bool ready;
  };
  constexpr Kind kKinds[] = {
      {[](auto& f, auto&, auto&, int* value, bool* ok) { return recv(f, value, ok); }, true},
      {[](auto&, auto& e, auto&, int* value, bool* ok) { return recv(e, value, ok); }, false},
      {[](auto&, auto&, auto& c, int* value, bool* ok) { return recv(c, value, ok); }, true},
      {[](auto&, auto& e, auto&, int* value, bool*) { return send_from(e, value); }, true},
      {[](auto& f, auto&, auto&, int* value, bool*) { return send_from(f, value); }, false},
      {[](auto&, auto&, auto&, int* value, bool*) {
         Chan<int> const nil;
         return recv(nil, value);
       }, false},
  };
  constexpr uint32_t kCount = std::size(kKinds);
  for (uint32_t shape = 0; shape < kCount * kCount * kCount; shape += 1 + 4 * pace.exact) {
    Kind const* const kinds[] = {&kKinds[shape % kCount], &kKinds[shape / kCount % kCount],
                                 &kKinds[shape / kCount / kCount]};
    int value = 9;
    bool ok = false;
    SelectCase cases[3];
    bool any = false;
    for (uint32_t i = 0; i < 3; i++) {
      cases[i] = kinds[i]->make(full, empty, closed, &value, &ok);
      any |= kinds[i]->ready;
    }
    uint32_t const at = any && shape % 2 == 0 ? select(cases) : select(cases, otherwise);
    expect(any ? at < 3 && kinds[at]->ready : at == 3, "select_shapes: the wrong case");
    full.try_send(1);
    empty.try_recv(nullptr);
  }
}

// select6.go (golang.org/issue/2075): a select leaves the middle of a queue, and those around it are still found.
void select_leaves_middle() {
  auto c = make<Chan<int>>();
  auto other = make<Chan<int>>();
  auto left = make<Chan<bool>>();
  auto wait_for = [&](uint32_t waiters) {
    for (uint32_t found = 0; found != waiters;) {
      Gosched();
      lock(c.hchan()->lock);
      found = 0;
      for (Sudog* sg = c.hchan()->recvq.first.load(relaxed); sg != nullptr; sg = sg->next) {
        found++;
      }
      unlock(c.hchan()->lock);
    }
  };
  WaitGroup ended;
  ended.add(2);
  auto plain = [&ended, c] {
    c.recv();
    ended.done();
  };
  go(plain);
  wait_for(1);
  go([=] { left.send(select(recv(c), recv(other)) == 1); });
  wait_for(2);
  go(plain);
  wait_for(3);
  other.send(1);
  expect(left.recv(), "select_leaves_middle: the wrong case");
  wait_for(2);
  c.send(1);
  c.send(2);
  ended.wait();
}

namespace {

using Receive = void (*)(Chan<int>);
using Send = void (*)(Chan<int>);

void recv_plain(Chan<int> c) { c.recv(); }
void recv_select(Chan<int> c) { select(recv(c)); }
void recv_select_two(Chan<int> c) {
  auto never = make<Chan<int>>();
  select(recv(c), recv(never));
}
void recv_looking(Chan<int> c) {
  while (select(recv(c), otherwise) == 1) {
    Gosched();
  }
}
void send_plain(Chan<int> c) { c.send(1); }
void send_select(Chan<int> c) { select(send(c, 1)); }
void send_select_two(Chan<int> c) {
  auto never = make<Chan<int>>();
  select(send(c, 1), send(never, 1), recv(never));
}
void send_looking(Chan<int> c) {
  while (select(send(c, 1), otherwise) == 1) {
    Gosched();
  }
}

}  // namespace

// select7.go: each form of receiving meets each form of sending. Differs: two that only look need a buffer to meet.
void select_forms() {
  for (Receive receive : {recv_plain, recv_select, recv_select_two, recv_looking}) {
    for (Send sends : {send_plain, send_select, send_select_two, send_looking}) {
      auto c = make<Chan<int>>(receive == recv_looking && sends == send_looking ? 1 : 0);
      WaitGroup met;
      met.add(2);
      go([&met, receive, c] {
        receive(c);
        met.done();
      });
      go([&met, sends, c] {
        sends(c);
        met.done();
      });
      met.wait();
    }
  }
}

namespace {

template <class... Cases>
concept Selectable = requires(Cases&&... cases) { select(static_cast<Cases&&>(cases)...); };

using Kept = decltype(recv(std::declval<Chan<int>&>()));
using Made = decltype(recv(std::declval<Chan<int>>()));
using Sent = decltype(send(std::declval<Chan<int>&>(), 1));

}  // namespace

// `otherwise` is the last of them and the only one; what is made of a temporary serves there, and is not kept.
static_assert(Selectable<> && Selectable<Kept&, Made, Sent, Otherwise const&> && Selectable<Otherwise const&>);
static_assert(!Selectable<Otherwise const&, Kept> && !Selectable<Kept, Otherwise const&, Otherwise const&>);
static_assert(!Selectable<Kept, Made&> && !Selectable<Kept, Sent&>);
static_assert(!std::is_convertible_v<Made, SelectCase> && !std::is_convertible_v<Sent, SelectCase>);

// Many cases, in all orders of address, several on one channel: locks, queues and the way out stay in order. Go: reflect.Select
void select_many() {
  uint32_t const count = 60 * pace.times;
  size_t const bytes = count * (sizeof(SelectCase) + sizeof(Chan<int>));
  auto* cases = static_cast<SelectCase*>(mallocgc(bytes));
  auto* channels = reinterpret_cast<Chan<int>*>(cases + count);
  for (uint32_t i = 0; i < count; i++) {
    new (&channels[i]) Chan<int>(i % 5 == 4 ? channels[i / 2] : make<Chan<int>>());
  }
  auto done = make<Chan<bool>>();
  for (uint32_t round = 0; round < 3; round++) {
    uint32_t const lucky = (round * 29 + 7) % count;
    go([=, c = channels[lucky]] {
      c.send(static_cast<int>(lucky));
      done.send(true);
    });
    int value = -1;
    for (uint32_t i = 0; i < count; i++) {
      cases[i] = recv(channels[(i * 7) % count], &value);
    }
    uint32_t const at = select(std::span(cases, count));
    expect(channels[(at * 7) % count] == channels[lucky] && value == static_cast<int>(lucky), "select_many: the wrong case");
    done.recv();
  }
  for (uint32_t i = 0; i < count; i++) {
    expect(channels[i].hchan()->recvq.first.load(relaxed) == nullptr, "select_many: somebody still waits");
  }
  for (uint32_t i = 0; i < count; i++) {
    channels[i].~Chan();
  }
  gcfree(cases, bytes);
}

namespace {

// The time of thirty selects that leave the end of a queue in which `others` wait.
int64_t time_to_leave(uint32_t others) {
  constexpr uint32_t kRounds = 30;
  auto common = make<Chan<int>>();
  for (uint32_t i = 0; i < others; i++) {
    go([=] { common.recv(); });
  }
  auto turn = make<Chan<int>>();
  auto mine = make<Chan<int>>();
  go([=] {
    for (int value : turn) {
      mine.send(value);
    }
  });
  for (uint32_t i = 0; i < 4; i++) {
    Gosched();  // all wait
  }
  int64_t const start_ns = nanotime();
  for (uint32_t i = 0; i < kRounds; i++) {
    turn.send(1);
    select(recv(common), recv(mine));
  }
  int64_t const took_ns = nanotime() - start_ns;
  turn.close();
  common.close();
  while (NumGoroutine() > 1) {
    Gosched();
  }
  return took_ns;
}

}  // namespace

// chanlinear.go: leaving a queue takes the same time however long it is.
void select_linear() {
  constexpr uint32_t kMany = 2500;
  time_to_leave(kMany);  // stacks are made
  int64_t least = INT64_MAX;
  for (uint32_t attempt = 0; attempt < 4 && least >= 2; attempt++) {
    int64_t const alone = time_to_leave(1);
    least = std::min(least, time_to_leave(kMany) / std::max<int64_t>(alone, 1));
  }
  expect(least < 2, "select_linear: the longer the queue, the longer it takes to leave it");
}

// TestSelectStackAdjust, issue16016: what a select points to lies deep in a stack that grows, and in frames that come and go.
void select_deep() {
  auto c = make<Chan<uint64_t>>();
  auto d = make<Chan<uint64_t>>();
  auto done = make<Chan<bool>>();
  auto deep = []<class Self>(Self const& self, Chan<uint64_t> const& one, Chan<uint64_t> const& two, uint64_t* to, int depth) -> uint32_t {
    uint64_t volatile frame[128];
    frame[depth % 128] = static_cast<uint64_t>(depth);
    uint32_t const at = depth > 0 ? self(self, one, two, to, depth - 1) : select(recv(one, to), recv(two, to + 1));
    expect(frame[depth % 128] == static_cast<uint64_t>(depth), "select_deep: a frame has changed");
    return at;
  };
  go([=] {
    for (int depth : {0, 4, 12, 30, 2}) {
      uint64_t values[2] = {};
      uint32_t const at = deep(deep, c, d, values, depth);
      expect(values[at] == static_cast<uint64_t>(depth) + at && values[1 - at] == 0, "select_deep: another value");
    }
    done.send(true);
  });
  for (uint64_t depth : {0, 4, 12, 30, 2}) {
    if (depth % 4 == 0) {
      c.send(depth);
    } else {
      d.send(depth + 1);
    }
  }
  done.recv();
}

// The channel of a timer (Go 1.23): it has neither length nor room, whoever looks there lets the timer send, and the timer is
// armed while somebody waits, in whichever way, and no longer.
void timer_channel() {
  uint32_t const before = timers_armed();
  auto other = make<Chan<int64_t>>();
  auto got = make<Chan<int64_t>>();
  Timer const t = NewTimer(0);
  int64_t value = 0;
  expect(t.C.len() == 0 && t.C.cap() == 0, "timer_channel: a length");
  expect(t.C.try_recv(&value) && value != 0 && !t.C.try_recv(&value), "timer_channel: a look does not let it send, once");
  t.Reset(0);
  expect(select(recv(other), recv(t.C, &value), otherwise) == 1, "timer_channel: a select does not let it send");
  t.Reset(0);
  expect(t.C.recv() != 0 && timers_armed() == before, "timer_channel: armed, and nobody waits");
  for (uint32_t way = 0; way < 3; way++) {
    t.Reset(Hour);
    go([=] {
      int64_t mine = 0;
      if (way == 0) {
        mine = t.C.recv();
      } else {
        select(recv(other, &mine), recv(t.C, &mine));
      }
      got.send(mine);
    });
    while (timers_armed() == before) {
      Gosched();
    }
    if (way < 2) {
      expect(t.Reset(0), "timer_channel: not armed");
    } else {
      other.send(8);
    }
    expect((got.recv() == 8) == (way == 2) && timers_armed() == before, "timer_channel: armed, and nobody waits any more");
  }
}

}  // namespace burrow::scenario

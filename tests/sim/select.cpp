// The cases of Go's runtime/chan_test.go and test/chan about select.
#include "runtime/runtime.h"
#include "tests/sim/channels.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

// One case, several, sends and receives, nil channels, duplicates: whatever can go on does, and nothing else.
void select_ready() {
  auto full = make<Chan<int>>(1);
  auto room = make<Chan<int>>(1);
  Chan<int> nil;
  int value = 0;
  bool ok = false;
  full.send(3);
  expect(select(recv(nil), send(full, 1), recv(full, &value, &ok), recv(room)) == 2 && value == 3 && ok,
         "select_ready: only the third can go on");
  expect(select(recv(nil), send(nil, 1), recv(full), otherwise) == 3, "select_ready: none can go on");
  expect(select(otherwise) == 0, "select_ready: nothing but otherwise");
  expect(select(recv(full), send(room, 8), recv(room)) == 1 && room.recv() == 8, "select_ready: only the second can go on");
  int from = 5;
  SelectCase cases[] = {recv(full), send_from(room, &from), recv(nil), recv(full)};
  expect(select(cases) == 1 && select(cases, otherwise) == 4, "select_ready: a span");
  room.close();
  expect(select(recv(room, &value, &ok), recv(full)) == 0 && value == 5 && ok, "select_ready: a value outlives the close");
  expect(select(recv(full), recv(room, &value, &ok)) == 1 && value == 0 && !ok, "select_ready: the end is chosen");
}

// TestNonblockSelectRace: the second channel is filled before the first is emptied.
void nonblock_select_race() {
  auto done = make<Chan<bool>>(1);
  for (uint32_t round = 0; round < 20 * pace.times; round++) {
    auto one = make<Chan<int>>(1);
    auto two = make<Chan<int>>(1);
    one.send(1);
    go([=] { done.send(select(recv(one), recv(two), otherwise) != 2); });
    two.send(1);
    select(recv(one), otherwise);
    expect(done.recv(), "nonblock_select_race: neither was ready");
  }
}

// TestNonblockSelectRace2: it is closed before the first is emptied.
void nonblock_select_race2() {
  auto done = make<Chan<bool>>(1);
  for (uint32_t round = 0; round < 20 * pace.times; round++) {
    auto one = make<Chan<int>>(1);
    auto two = make<Chan<int>>();
    one.send(1);
    go([=] { done.send(select(recv(one), recv(two), otherwise) != 2); });
    two.close();
    select(recv(one), otherwise);
    expect(done.recv(), "nonblock_select_race2: neither was ready");
  }
}

// TestSelfSelect: two that wait on both ends of one channel meet each other, never themselves.
void self_select() {
  for (int64_t room : {0, 10}) {
    WaitGroup ended;
    ended.add(2);
    auto c = make<Chan<uint32_t>>(room);
    for (uint32_t me = 0; me < 2; me++) {
      go([=, &ended] {
        for (uint32_t i = 0; i < 20 * pace.times; i++) {
          uint32_t who = 2;
          uint32_t const chosen =
              i % 2 == 0 ? select(send(c, me), recv(c, &who)) : 1 - select(recv(c, &who), send(c, me));
          expect(room != 0 || chosen == 0 || who != me, "self_select: received what it sent");
        }
        ended.done();
      });
    }
    ended.wait();
  }
}

// TestSelectStress: four senders and four receivers one channel each, one sender and one receiver that select among them all.
void select_stress() {
  constexpr uint32_t kChannels = 4;
  uint32_t const each = 8 * pace.times;
  Chan<uint32_t> c[kChannels] = {make<Chan<uint32_t>>(), make<Chan<uint32_t>>(), make<Chan<uint32_t>>(2),
                                 make<Chan<uint32_t>>(3)};
  WaitGroup ended;
  ended.add(2 * kChannels + 2);
  for (auto& one : c) {
    go([&ended, one, each] {
      for (uint32_t i = 0; i < each; i++) {
        one.send(0);
      }
      ended.done();
    });
    go([&ended, one, each] {
      for (uint32_t i = 0; i < each; i++) {
        one.recv();
      }
      ended.done();
    });
  }
  go([&] {
    Chan<uint32_t> mine[kChannels] = {c[0], c[1], c[2], c[3]};
    uint32_t sent[kChannels] = {};
    for (uint32_t i = 0; i < kChannels * each; i++) {
      uint32_t const at = select(send(mine[3], 0u), send(mine[2], 0u), send(mine[0], 0u), send(mine[1], 0u));
      constexpr uint32_t kWhich[] = {3, 2, 0, 1};
      if (++sent[kWhich[at]] == each) {
        mine[kWhich[at]] = nullptr;
      }
    }
    ended.done();
  });
  go([&] {
    Chan<uint32_t> mine[kChannels] = {c[0], c[1], c[2], c[3]};
    uint32_t received[kChannels] = {};
    for (uint32_t i = 0; i < kChannels * each; i++) {
      uint32_t const at = select(recv(mine[0]), recv(mine[1]), recv(mine[2]), recv(mine[3]));
      if (++received[at] == each) {
        mine[at] = nullptr;
      }
    }
    ended.done();
  });
  ended.wait();
  for (auto& one : c) {
    expect(one.len() == 0, "select_stress: a value is left");
  }
}

// TestSelectDuplicateChannel: a select that stands twice in one queue leaves it whole when another channel wakes it.
void select_duplicate() {
  auto c = make<Chan<int>>();
  auto d = make<Chan<int>>();
  auto e = make<Chan<int>>();
  go([=] {
    select(recv(c), recv(c), recv(d));
    e.send(9);
  });
  for (uint32_t i = 0; i < 8; i++) {
    Gosched();
  }
  go([=] { c.recv(); });
  for (uint32_t i = 0; i < 8; i++) {
    Gosched();
  }
  d.send(7);
  expect(e.recv() == 9, "select_duplicate: another value");
  c.send(8);
}

}  // namespace burrow::scenario

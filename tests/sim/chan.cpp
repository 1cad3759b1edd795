// The cases of Go's runtime/chan_test.go and test/chan about single channels.
#include "runtime/queue/malloc.h"
#include "runtime/runtime.h"
#include "tests/sim/channels.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

namespace {

// Turns enough for all others to get as far as they can.
void let_others_run() {
  for (uint32_t i = 0; i < 8; i++) {
    Gosched();
  }
}

}  // namespace

// TestChan: nobody gets anything from an empty channel, and a receive that must not wait says so.
void chan_empty_blocks() {
  for (int64_t room = 0; room < 3; room++) {
    auto c = make<Chan<int>>(room);
    uint32_t received[2] = {};
    WaitGroup ended;
    ended.add(2);
    go([&, c] {
      c.recv();
      __atomic_store_n(&received[0], 1, __ATOMIC_RELAXED);
      ended.done();
    });
    go([&, c] {
      c.recv_ok();
      __atomic_store_n(&received[1], 1, __ATOMIC_RELAXED);
      ended.done();
    });
    let_others_run();
    int value = 7;
    bool ok = true;
    expect(!c.try_recv(&value, &ok), "chan_empty_blocks: received from an empty channel");
    expect(value == 7 && !ok, "chan_empty_blocks: an attempt has changed the variable");
    expect(select(recv(c, &value), otherwise) == 1, "chan_empty_blocks: selected from an empty channel");
    expect(__atomic_load_n(&received[0], __ATOMIC_RELAXED) + __atomic_load_n(&received[1], __ATOMIC_RELAXED) == 0,
           "chan_empty_blocks: a receive did not wait");
    c.send(0);
    c.send(0);
    ended.wait();
  }
}

// TestChan: nobody puts anything into a full channel.
void chan_full_blocks() {
  for (int64_t room = 0; room < 3; room++) {
    auto c = make<Chan<int64_t>>(room);
    for (int64_t i = 0; i < room; i++) {
      c.send(i);
    }
    uint32_t sent = 0;
    WaitGroup ended;
    ended.add(1);
    go([&, c] {
      c.send(room);
      __atomic_store_n(&sent, 1, __ATOMIC_RELAXED);
      ended.done();
    });
    let_others_run();
    expect(__atomic_load_n(&sent, __ATOMIC_RELAXED) == 0, "chan_full_blocks: a send did not wait");
    expect(select(send(c, 0), otherwise) == 1, "chan_full_blocks: selected a full channel");
    for (int64_t i = 0; i <= room; i++) {
      expect(c.recv() == i, "chan_full_blocks: the order is another one");
    }
    ended.wait();
  }
}

// TestChan: values outlive the close, then zeroes without end; who waits is told.
void chan_close() {
  for (int64_t room = 0; room < 4; room++) {
    auto c = make<Chan<int64_t>>(room);
    for (int64_t i = 0; i < room; i++) {
      c.send(i);
    }
    c.close();
    for (int64_t i = 0; i < room; i++) {
      auto [value, ok] = c.recv_ok();
      expect(value == i && ok, "chan_close: a value did not outlive the close");
    }
    for (uint32_t i = 0; i < 2; i++) {
      int64_t value = 5;
      bool ok = true;
      expect(c.recv() == 0, "chan_close: not zero at the end");
      expect(c.try_recv(&value, &ok) && value == 0 && !ok, "chan_close: the end is not selected");
      expect(select(recv(c, &value, &ok)) == 0 && !ok, "chan_close: the end does not end a select");
    }
  }
  auto c = make<Chan<int>>();
  auto done = make<Chan<bool>>();
  for (uint32_t i = 0; i < 3; i++) {
    go([=] {
      auto [value, ok] = c.recv_ok();
      done.send(value == 0 && !ok);
    });
  }
  let_others_run();
  c.close();
  for (uint32_t i = 0; i < 3; i++) {
    expect(done.recv(), "chan_close: who waited was told something else");
  }
}

// TestChan: one to one, in order.
void chan_in_order() {
  constexpr int64_t kValues = 30;
  for (int64_t room : {0, 1, 10, 40}) {
    auto c = make<Chan<int64_t>>(room);
    go([=] {
      for (int64_t i = 0; i < kValues; i++) {
        c.send(i);
      }
      c.close();
    });
    int64_t next = 0;
    for (int64_t value : c) {
      expect(value == next++, "chan_in_order: the order is another one");
    }
    expect(next == kValues, "chan_in_order: not all of them");
  }
}

// TestChan: four to four; each value arrives as often as it was sent.
void chan_four_to_four() {
  constexpr int64_t kEach = 12;
  constexpr uint32_t kPairs = 4;
  for (int64_t room : {0, 3}) {
    auto c = make<Chan<int64_t>>(room);
    struct Counts {
      uint32_t of[kEach];
    };
    auto done = make<Chan<Counts>>();
    for (uint32_t pair = 0; pair < kPairs; pair++) {
      go([=] {
        for (int64_t i = 0; i < kEach; i++) {
          c.send(i);
        }
      });
      go([=] {
        Counts mine{};
        for (int64_t i = 0; i < kEach; i++) {
          mine.of[c.recv()]++;
        }
        done.send(mine);
      });
    }
    Counts sum{};
    for (uint32_t pair = 0; pair < kPairs; pair++) {
      Counts const one = done.recv();
      for (int64_t i = 0; i < kEach; i++) {
        sum.of[i] += one.of[i];
      }
    }
    for (uint32_t count : sum.of) {
      expect(count == kPairs, "chan_four_to_four: a value is lost or doubled");
    }
  }
}

// TestChan, ken/chancap
void chan_len_cap() {
  for (int64_t room = 0; room < 10; room++) {
    auto c = make<Chan<int>>(room);
    expect(c.len() == 0 && c.cap() == room, "chan_len_cap: wrong when empty");
    for (int64_t i = 1; i <= room; i++) {
      c.send(1);
      expect(c.len() == i && c.cap() == room, "chan_len_cap: wrong on the way");
    }
    c.close();
    expect(c.len() == room, "chan_len_cap: a close empties it");
  }
  Chan<int> nil;
  expect(nil.len() == 0 && nil.cap() == 0, "chan_len_cap: wrong for nil");
}

// TestNonblockRecvRace: closed before it is emptied, so there is always something to receive.
void nonblock_recv_race() {
  for (uint32_t round = 0; round < 40 * pace.times; round++) {
    auto c = make<Chan<int>>(1);
    auto done = make<Chan<bool>>(1);
    c.send(1);
    go([=] { done.send(c.try_recv(nullptr)); });
    c.close();
    c.recv();
    expect(done.recv(), "nonblock_recv_race: neither a value nor the end");
  }
}

// issue36714: what was sent before the close comes before the end, also for those who only look.
void nonblock_recv_before_end() {
  for (uint32_t round = 0; round < 25 * pace.times; round++) {
    auto c = make<Chan<int>>(1);
    go([=] {
      c.send(7);
      c.close();
    });
    int value = 0;
    bool ok = false;
    while (!c.try_recv(&value, &ok)) {
      cpu_relax();
      if (round % 4 == 0) {
        Gosched();
      }
    }
    expect(ok && value == 7, "nonblock_recv_before_end: the end came first");
  }
}

// test/chan/zerosize, TestChan with struct{}
void chan_zero_size() {
  struct Nothing {};
  auto few = make<Chan<Nothing>>(2);
  auto many = make<Chan<Nothing>>(int64_t{1} << 62);
  auto none = make<Chan<Nothing>>();
  expect(many.cap() == int64_t{1} << 62, "chan_zero_size: room for nothing takes no memory");
  expect(few.try_send({}) && few.try_send({}) && !few.try_send({}), "chan_zero_size: two have room");
  for (uint32_t i = 0; i < 5; i++) {
    many.send({});
  }
  expect(many.len() == 5, "chan_zero_size: not as many as were sent");
  go([=] { none.send(few.recv()); });
  none.recv();
  expect(few.len() == 1, "chan_zero_size: two came out at once");
}

// issue13169, TestChanSendSelectBarrier's kin: elements of many words go from stack to stack in one piece.
void chan_big_elements() {
  struct Big {
    uint64_t word[40];
  };
  for (int64_t room : {0, 1, 3}) {
    auto c = make<Chan<Big>>(room);
    go([=] {
      for (uint64_t i = 0; i < 6; i++) {
        Big big;
        for (uint64_t& word : big.word) {
          word = i;
        }
        c.send(big);
      }
      c.close();
    });
    uint64_t next = 0;
    for (Big big : c) {
      for (uint64_t word : big.word) {
        expect(word == next, "chan_big_elements: pieces of two");
      }
      next++;
    }
    expect(next == 6, "chan_big_elements: not all of them");
  }
}

namespace {

// Counts those that hold something: each value sent is held exactly once, wherever it is.
class Held {
 public:
  Held() = default;
  Held(int32_t* count, int value) : count_(count), value_(value) { __atomic_fetch_add(count_, 1, __ATOMIC_RELAXED); }
  Held(Held&& other) : count_(std::exchange(other.count_, nullptr)), value_(other.value_) {}
  Held& operator=(Held&& other) {
    std::swap(count_, other.count_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~Held() {
    if (count_ != nullptr) {
      __atomic_fetch_sub(count_, 1, __ATOMIC_RELAXED);
    }
  }
  int value() const { return count_ == nullptr ? -1 : value_; }

 private:
  int32_t* count_ = nullptr;
  int value_ = -1;
};

void pass_held(int64_t room, int32_t* alive) {
  auto c = make<Chan<Held>>(room);
  go([=] {
    for (int i = 0; i < 4; i++) {
      c.send(Held(alive, i));
    }
    Held last(alive, 4);
    while (!c.try_send(std::move(last))) {
      expect(last.value() == 4, "chan_moves: an attempt has taken the value");
      Gosched();
    }
    expect(last.value() == -1, "chan_moves: sent and kept");
    c.close();
  });
  int next = 0;
  c.recv();  // dropped
  for (Held held : c) {
    next++;
    expect(held.value() == next, "chan_moves: another value");
  }
  expect(next == 4, "chan_moves: not all of them");
}

}  // namespace

// TestChanSendInterface: types that own something. Each value has one owner, and what is left in a buffer ends with its channel.
void chan_moves() {
  int32_t alive = 0;
  for (int64_t room : {0, 1, 2, 8}) {
    pass_held(room, &alive);
    while (NumGoroutine() > 1) {
      Gosched();
    }
    expect(alive == 0, "chan_moves: a value is lost or doubled");
  }
  {
    auto c = make<Chan<Held>>(3);
    c.send(Held(&alive, 1));
    c.send(Held(&alive, 2));
    Held old(&alive, 9);
    expect(c.try_recv(&old) && old.value() == 1 && alive == 2, "chan_moves: the old value is still there");
    expect(c.try_recv(nullptr) && alive == 1, "chan_moves: what is dropped is still there");
    c.send(Held(&alive, 3));
    c.send(Held(&alive, 4));
  }
  expect(alive == 0, "chan_moves: something outlives its channel");
}

// TestBlockLocked: one that is tied sends ten times, waits each time, and stays where it is.
void block_locked_chan() {
  auto c = make<Chan<bool>>();
  go([=] {
    LockOSThread();
    uint32_t const core = place().core;
    for (uint32_t i = 0; i < 10; i++) {
      c.send(true);
      expect(place().core == core, "block_locked_chan: it ran on another core");
    }
    UnlockOSThread();
  });
  for (uint32_t i = 0; i < 10; i++) {
    expect(c.recv(), "block_locked_chan: another value");
  }
}

// Channels of channels, and the last handle anywhere frees: issue9110, issue4667.
void chan_handles() {
  int64_t const before = heap_live();
  {
    auto answers = make<Chan<Chan<int>>>(2);
    Chan<int> nil;
    expect(nil == nullptr && answers != nullptr, "chan_handles: nil");
    go([=] {
      for (Chan<int> answer : answers) {
        answer.send(1);
      }
    });
    for (uint32_t i = 0; i < 5; i++) {
      auto mine = make<Chan<int>>(static_cast<int64_t>(i % 2));
      auto same = mine;
      expect(same == mine && !(mine == nil), "chan_handles: a copy is another channel");
      answers.send(mine);
      expect(same.recv() == 1, "chan_handles: no answer");
    }
    answers.close();
    auto kept = make<Chan<Chan<int>>>(1);
    kept.send(make<Chan<int>>(3));  // never received
    kept = nullptr;
    auto ranged = make<Chan<int>>(2);
    ranged.send(1);
    ranged.send(2);
    ranged.close();
    int seen = 0;
    for (int value : ranged) {
      ranged = nullptr;  // the loop goes on with what it began with
      seen = 10 * seen + value;
    }
    expect(seen == 12, "chan_handles: a loop over another channel");
    while (NumGoroutine() > 1) {
      Gosched();
    }
  }
  expect(heap_live() == before, "chan_handles: memory is not given back");
}

namespace {

struct Link {
  Chan<Link> next;
};

// Its end takes as long as others leave the flag alone.
class Slow {
 public:
  Slow() = default;
  explicit Slow(uint32_t* flag) : flag_(flag) {}
  Slow(Slow&& other) noexcept : flag_(std::exchange(other.flag_, nullptr)) {}
  ~Slow() {
    while (flag_ != nullptr && __atomic_load_n(flag_, __ATOMIC_RELAXED) == 0) {
      look();
    }
  }

 private:
  uint32_t* flag_ = nullptr;
};

}  // namespace

// A channel goes with its last handle, and with it those in its buffer: a long chain takes no stack, and elements whose ends
// take their time keep nobody from running.
void chan_chain_ends() {
  constexpr uint32_t kLinks = 3000;
  int64_t const before = heap_live();
  Chan<Link> first;
  for (uint32_t i = 0; i < kLinks; i++) {
    auto longer = make<Chan<Link>>(1);
    longer.send(Link{std::move(first)});
    first = std::move(longer);
  }
  first = nullptr;
  expect(heap_live() == before, "chan_chain_ends: memory is not given back");
  uint32_t flag = 0;
  auto slow = make<Chan<Slow>>(3);
  slow.send(Slow(&flag));
  slow.send(Slow(&flag));
  go([&flag] { __atomic_store_n(&flag, 1, __ATOMIC_RELAXED); });
  slow = nullptr;
}

}  // namespace burrow::scenario

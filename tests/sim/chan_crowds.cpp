// The cases of Go's tests in which many goroutines use channels: test/chan/fifo, goroutines, sieve, test/ken, chanbarrier_test.go.
#include "runtime/queue/malloc.h"
#include "runtime/runtime.h"
#include "tests/sim/channels.h"
#include "tests/sim/pace.h"

namespace burrow::scenario {

// fifo.go: a buffer keeps the order; and senders that wait are served in the order in which they came.
void chan_fifo() {
  constexpr int kValues = 10;
  auto buffered = make<Chan<int>>(kValues);
  for (int i = 0; i < kValues; i++) {
    buffered.send(i);
  }
  for (int i = 0; i < kValues; i++) {
    expect(buffered.recv() == i, "chan_fifo: another order in the buffer");
  }
  auto c = make<Chan<int>>();
  auto in = make<Chan<int>>();
  auto const start = in;
  for (int i = 0; i < kValues; i++) {
    auto out = make<Chan<int>>();
    go([=] {
      in.recv();
      expect(c.recv() == i, "chan_fifo: another order among those who wait");
      out.send(1);
    });
    in = out;
  }
  start.send(0);
  for (int i = 0; i < kValues; i++) {
    c.send(i);
  }
  in.recv();
}

// Waiters are served first come, first served, whatever they wait for.
void chan_waiters_in_order() {
  constexpr int kWaiters = 6;
  auto c = make<Chan<int>>();
  auto never = make<Chan<int>>();
  auto order = make<Chan<int>>(kWaiters);
  for (int i = 0; i < kWaiters; i++) {
    go([=] {
      int value = -1;
      if (i % 2 == 0) {
        value = c.recv();
      } else {
        select(recv(never), recv(c, &value));
      }
      expect(value == i, "chan_waiters_in_order: not served in turn");
      order.send(value);
    });
    uint32_t waiting = 0;
    while (waiting <= static_cast<uint32_t>(i)) {
      Gosched();
      lock(c.hchan()->lock);
      waiting = 0;
      for (Sudog* sg = c.hchan()->recvq.first.load(relaxed); sg != nullptr; sg = sg->next) {
        waiting++;
      }
      unlock(c.hchan()->lock);
    }
  }
  for (int i = 0; i < kWaiters; i++) {
    c.send(i);
  }
  for (int i = 0; i < kWaiters; i++) {
    order.recv();
  }
}

// goroutines.go: a value runs down a chain of goroutines and gets one more from each.
void chan_chain() {
  uint32_t const links = 40 * pace.times;
  auto leftmost = make<Chan<uint32_t>>();
  auto left = leftmost;
  for (uint32_t i = 0; i < links; i++) {
    auto right = make<Chan<uint32_t>>();
    go([left, right] { left.send(right.recv() + 1); });
    left = right;
  }
  go([left] { left.send(0); });
  expect(leftmost.recv() == links, "chan_chain: a link is missing");
}

namespace {

void generate(Chan<int> ch, int count) {
  for (int i = 2; i < count; i++) {
    ch.send(i);
  }
  ch.close();
}

void filter(Chan<int> in, Chan<int> out, int prime) {
  for (int i : in) {
    if (i % prime != 0) {
      out.send(i);
    }
  }
  out.close();
}

}  // namespace

// sieve1.go, sieve2.go
void prime_sieve() {
  constexpr int kPrimes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29};
  auto ch = make<Chan<int>>();
  go(generate, ch, 30);
  for (int prime : kPrimes) {
    auto [found, ok] = ch.recv_ok();
    expect(ok && found == prime, "prime_sieve: no prime");
    auto next = make<Chan<int>>(prime % 3);
    go(filter, ch, next, prime);
    ch = next;
  }
  expect(!ch.recv_ok().ok, "prime_sieve: too many");
}

// TestMultiConsumer: each of many values is worked on once, by whoever is free.
void multi_consumer() {
  constexpr uint64_t kWorkers = 7;
  uint64_t const items = 60 * pace.times;
  auto requests = make<Chan<uint64_t>>(kWorkers);
  auto answers = make<Chan<uint64_t>>(kWorkers);
  WaitGroup working;
  working.add(kWorkers);
  for (uint64_t worker = 0; worker < kWorkers; worker++) {
    go([&, requests, answers, worker] {
      for (uint64_t value : requests) {
        if (value % 3 == worker % 3) {
          Gosched();
        }
        answers.send(value + 1);
      }
      working.done();
    });
  }
  go([=] {
    for (uint64_t i = 0; i < items; i++) {
      requests.send(i);
    }
    requests.close();
  });
  go([&, answers] {
    working.wait();
    answers.close();
  });
  uint64_t count = 0, sum = 0;
  for (uint64_t value : answers) {
    count++;
    sum += value;
  }
  expect(count == items && sum == items * (items + 1) / 2, "multi_consumer: an item is lost or doubled");
}

// ken/chan.go: channels with and without a buffer, several senders and receivers on each, and one who selects among them.
void chan_mix() {
  constexpr uint32_t kChannels = 3, kEach = 2;
  uint64_t const values = 6 * pace.times;
  Chan<uint64_t> c[kChannels];
  for (uint32_t i = 0; i < kChannels; i++) {
    c[i] = make<Chan<uint64_t>>(2 * static_cast<int64_t>(i));
  }
  uint64_t got[kChannels] = {};
  WaitGroup sending, receiving;
  sending.add(kChannels * kEach);
  receiving.add(kChannels + 1);
  for (uint32_t i = 0; i < kChannels; i++) {
    for (uint32_t sender = 0; sender < kEach; sender++) {
      go([&sending, out = c[i], values] {
        for (uint64_t value = 1; value <= values; value++) {
          out.send(value);
        }
        sending.done();
      });
    }
    go([&receiving, in = c[i], sum = &got[i]] {
      for (uint64_t value : in) {
        __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
      }
      receiving.done();
    });
  }
  go([&receiving, &got, all = std::to_array(c)]() mutable {
    while (all[0] != nullptr || all[1] != nullptr || all[2] != nullptr) {
      uint64_t value = 0;
      bool ok = false;
      uint32_t const at = select(recv(all[0], &value, &ok), recv(all[1], &value, &ok), recv(all[2], &value, &ok));
      if (ok) {
        __atomic_fetch_add(&got[at], value, __ATOMIC_RELAXED);
      } else {
        all[at] = nullptr;
      }
    }
    receiving.done();
  });
  sending.wait();
  for (auto& one : c) {
    one.close();
  }
  receiving.wait();
  for (uint64_t sum : got) {
    expect(sum == kEach * values * (values + 1) / 2, "chan_mix: a value is lost or doubled");
  }
}

// ken/chan1.go: everyone sends to, then receives from the same buffered channels, in his own order.
void send_both_ends() {
  constexpr uint32_t kGoroutines = 5, kSteps = 8;
  Chan<uint32_t> c[] = {make<Chan<uint32_t>>(kGoroutines), make<Chan<uint32_t>>(kGoroutines)};
  WaitGroup ended;
  ended.add(kGoroutines);
  for (uint32_t me = 0; me < kGoroutines; me++) {
    go([&, me] {
      for (uint32_t step = 0; step < kSteps; step++) {
        auto& mine = c[(me + step) % 2];
        mine.send(me);
        expect(mine.recv() < kGoroutines, "send_both_ends: a value nobody has sent");
      }
      ended.done();
    });
  }
  ended.wait();
  expect(c[0].len() == 0 && c[1].len() == 0, "send_both_ends: a value is left");
}

namespace {

struct Record {
  uint64_t words[8];
};

// Whoever gets the address sees what was written before it was sent.
void barrier(bool with_select) {
  uint32_t const rounds = 10 * pace.times;
  auto c = make<Chan<Record*>>();
  auto back = make<Chan<Record*>>(1);
  auto never = make<Chan<int>>();
  go([=] {
    for (Record* record : c) {
      for (uint64_t i = 1; i < 8; i++) {
        expect(record->words[i] == record->words[0] + i, "chan_barrier: older than its address");
      }
      for (uint64_t& word : record->words) {
        word = 0;
      }
      if (with_select) {
        select(recv(never), send(back, record));
      } else {
        back.send(record);
      }
    }
  });
  Record records[2];
  back.send(&records[0]);
  for (uint64_t round = 1; round <= rounds; round++) {
    Record* record = nullptr;
    if (with_select) {
      select(recv(back, &record), recv(never));
    } else {
      record = back.recv();
    }
    for (uint64_t i = 0; i < 8; i++) {
      record->words[i] = round + i;
    }
    if (with_select) {
      select(recv(never), send(c, record));
    } else {
      c.send(record);
    }
  }
  back.recv();
  c.close();
}

}  // namespace

// TestChanSendBarrier, TestChanSendSelectBarrier
void chan_barrier() { barrier(false); }
void select_barrier() { barrier(true); }

// TestShrinkStackDuringBlockedSend, TestNoShrinkStackWhileParking: others give back pages of stacks while these send, receive
// and wait; what they hold stays.
void blocked_while_shrinking() {
  constexpr uint64_t kValues = 12;
  auto c = make<Chan<uint64_t>>();
  auto d = make<Chan<uint64_t>>();
  auto ended = make<Chan<bool>>();
  auto deep = []<class Self>(Self const& self, Chan<uint64_t> const& out, uint64_t value, int depth) -> void {
    uint64_t volatile frame[64];
    for (uint64_t i = 0; i < 64; i++) {
      frame[i] = value + i;
    }
    if (depth > 0) {
      self(self, out, value, depth - 1);
    } else {
      out.send(uint64_t{frame[0]});
    }
    for (uint64_t i = 0; i < 64; i++) {
      expect(frame[i] == value + i, "blocked_while_shrinking: a frame has changed");
    }
  };
  go([=] {
    for (uint64_t i = 0; i < kValues; i++) {
      deep(deep, c, i, 12);
    }
    c.close();
  });
  go([=] {
    for (uint64_t i = 0; i < kValues; i++) {
      deep(deep, d, i, 3);
    }
    d.close();
  });
  go([=] {
    Chan<uint64_t> open[] = {c, d};
    uint64_t next[2] = {};
    while (open[0] != nullptr || open[1] != nullptr) {
      uint64_t value = 0;
      bool ok = false;
      uint32_t const at = select(recv(open[0], &value, &ok), recv(open[1], &value, &ok));
      if (!ok) {
        open[at] = nullptr;
        continue;
      }
      expect(value == next[at]++, "blocked_while_shrinking: another value");
    }
    ended.send(true);
  });
  while (!ended.try_recv(nullptr)) {
    FreeOSMemory();
    Gosched();
  }
}

// issue9110, select2.go: waiting and selecting, however often, takes no memory.
void waiting_takes_nothing() {
  auto c = make<Chan<int>>();
  auto d = make<Chan<int>>();
  go([=] {
    for (uint32_t i = 0; i < 20; i++) {
      select(send(c, 1), send(d, 1));
    }
    c.close();
  });
  int64_t const before = heap_live();
  for (bool ok = true; ok;) {
    select(recv(c, nullptr, &ok), recv(d));
  }
  expect(heap_live() == before, "waiting_takes_nothing: there is less memory than before");
}

// nonblock.go: elements of several sizes, with and without a buffer.
namespace {

template <class T>
void nonblock_of(T value, T zero) {
  auto sync = make<Chan<T>>();
  auto async = make<Chan<T>>(1);
  T got = zero;
  expect(!sync.try_recv(&got) && got == zero && !sync.try_send(value), "nonblock: nobody is there");
  go([=] { sync.send(value); });
  while (!sync.try_recv(&got)) {
    Gosched();
  }
  expect(got == value, "nonblock: another value from a sender");
  go([=] { expect(sync.recv() == value, "nonblock: another value to a receiver"); });
  while (!sync.try_send(value)) {
    Gosched();
  }
  got = zero;
  expect(!async.try_recv(&got) && async.try_send(value) && !async.try_send(zero), "nonblock: room for one");
  expect(async.try_recv(&got) && got == value && !async.try_recv(&got), "nonblock: one value");
  async.close();
  bool ok = true;
  expect(async.try_recv(&got, &ok) && got == zero && !ok, "nonblock: the end");
}

}  // namespace

void nonblock() {
  struct Word {
    uint64_t a = 0, b = 0, c = 0;
    bool operator==(Word const&) const = default;
  };
  nonblock_of<bool>(true, false);
  nonblock_of<int32_t>(123, 0);
  nonblock_of<int64_t>(123456789123, 0);
  nonblock_of<char const*>("hello", nullptr);
  nonblock_of<Word>({1, 2, 3}, {});
}

}  // namespace burrow::scenario

// RWMutex: the cases of Go's sync/rwmutex_test.go and runtime/rwmutex_test.go.
#include "tests/sim/scenarios.h"
#include "tests/sim/sync.h"

namespace burrow::scenario {

namespace {

constexpr int32_t kWriter = 10'000;  // what a writer adds to the activity, more than all readers together

void work() {
  for (int i = 0; i < 10; i++) {
    look();
  }
}

void read(RWMutex& rw, Inside& activity, uint32_t loops) {
  for (uint32_t loop = 0; loop < loops; loop++) {
    if (loop % 2 == 0 || !rw.try_rlock()) {
      rw.rlock();
    }
    int32_t const now = activity.change(1);
    expect(now >= 1 && now < kWriter, "hammer_rwmutex: a reader beside a writer");
    work();
    activity.change(-1);
    rw.runlock();
  }
}

void write(RWMutex& rw, Inside& activity, uint32_t loops) {
  for (uint32_t loop = 0; loop < loops; loop++) {
    if (loop % 2 == 0 || !rw.try_lock()) {
      rw.lock();
    }
    expect(activity.change(kWriter) == kWriter, "hammer_rwmutex: a writer beside others");
    work();
    activity.change(-kWriter);
    rw.unlock();
  }
}

}  // namespace

// HammerRWMutex; in runtime: TestRWMutex
void hammer_rwmutex() {
  constexpr uint32_t kReaders[] = {1, 3, 5, 10}, kLoops = 4;
  uint32_t const readers = pace.exact ? kReaders[sched.config.seed % 4] : 10;
  RWMutex rw;
  Inside activity;
  WaitGroup ended;
  for (uint32_t i = 0; i < readers; i++) {
    if (i == 0 || i == readers / 2) {
      ended.go([&] { write(rw, activity, kLoops); });
    }
    ended.go([&] { read(rw, activity, kLoops); });
  }
  ended.wait();
  expect(activity.get() == 0 && rw.try_lock(), "hammer_rwmutex: not free at the end");
}

// TestParallelReaders, TestParallelRWMutexReaders: all of them are inside at once.
void parallel_readers() {
  constexpr int32_t kReaders = 4;
  RWMutex rw;
  WaitGroup inside, leave, ended;
  inside.add(kReaders);
  leave.add(1);
  for (int32_t i = 0; i < kReaders; i++) {
    ended.go([&] {
      rw.rlock();
      inside.done();
      leave.wait();
      rw.runlock();
    });
  }
  inside.wait();
  expect(!rw.try_lock(), "parallel_readers: a writer beside readers");
  leave.done();
  ended.wait();
}

// TestRWMutex
void rwmutex_try() {
  RWMutex rw;
  rw.lock();
  expect(!rw.try_lock() && !rw.try_rlock(), "rwmutex_try: beside a writer");
  rw.unlock();
  expect(rw.try_lock(), "rwmutex_try: a free one");
  rw.unlock();
  expect(rw.try_rlock() && rw.try_rlock(), "rwmutex_try: beside a reader");
  expect(!rw.try_lock(), "rwmutex_try: a writer beside readers");
  rw.runlock();
  rw.runlock();
  expect(rw.try_lock(), "rwmutex_try: readers have gone");
}

// A writer that waits is not overtaken by readers that come after it; readers that waited go before the next writer.
void writer_first() {
  constexpr int32_t kReaders = 3;
  RWMutex rw;
  int32_t turns = 0;
  WaitGroup ended;
  rw.rlock();
  ended.go([&] {
    rw.lock();
    turns++;
    rw.unlock();
  });
  until_parked(WaitReason::rwmutex_lock, 1);
  expect(!rw.try_rlock(), "writer_first: a writer waits");
  for (int32_t i = 0; i < kReaders; i++) {
    ended.go([&] {
      rw.rlock();
      expect(turns == 1, "writer_first: overtaken, or a second writer before a reader that waited");
      rw.runlock();
    });
  }
  until_parked(WaitReason::rwmutex_rlock, kReaders);
  ended.go([&] {
    rw.lock();
    turns++;
    rw.unlock();
  });
  until_parked(WaitReason::mutex_lock, 1);
  rw.runlock();
  ended.wait();
  expect(turns == 2, "writer_first: a writer was lost");
}

// TestRLocker
void rlocker() {
  RWMutex rw;
  Locker const reader = rw.rlocker();
  Sema reads, writes;
  Inside wrote, readers;
  WaitGroup ended;
  constexpr int32_t kRounds = 4;
  ended.go([&] {
    for (int32_t i = 0; i < kRounds; i++) {
      reader.lock();
      reader.lock();
      readers.change(1);
      reads.release();
      rw.lock();
      wrote.change(1);
      writes.release();
    }
  });
  for (int32_t i = 0; i < kRounds; i++) {
    reads.acquire();
    reader.unlock();
    expect(wrote.get() == i, "rlocker: it does not lock for reading");
    reader.unlock();
    writes.acquire();
    expect(readers.get() == i + 1, "rlocker: it does not respect a writer");
    rw.unlock();
  }
  ended.wait();
}

}  // namespace burrow::scenario

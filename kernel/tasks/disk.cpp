// A block device, read and written by many goroutines at once, once by interrupts and once polled. Each goroutine has blocks of its
// own, writes something that only it would write, and reads it again. Wants --disk FILE, of at least 8 KiB; what it held is lost.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr char kByInterrupt[] = "disk";
constexpr char kPolled[] = "disk.polled";
constexpr size_t kBlock = 512;
constexpr size_t kArea = 8 << 10;        // of one goroutine
constexpr uint32_t kMostWorkers = 24;    // more than there are descriptors
constexpr uint32_t kPolledWorkers = 4;   // each keeps a core
constexpr uint32_t kRounds = 12;

struct Work {
  Work(char const* by, uint32_t n) : device(by), workers(n) {}

  char const* device;
  uint32_t workers;
  std::atomic<bool> over = false;        // relaxed, all: counts and flags with nothing behind them
  std::atomic<int64_t> error = 0;
  std::atomic<uint32_t> wrong = 0;
  std::atomic<uint32_t> now = 0;         // requests under way
  std::atomic<uint32_t> most = 0;        // at the same time
  std::atomic<uint64_t> calls = 0;
  uint64_t beside = 0;                   // turns of another goroutine; main reads it after the wait
  WaitGroup ended, others;
};

uint8_t pattern(uint32_t worker, uint32_t round, size_t at) {
  return static_cast<uint8_t>((worker * 131 + round * 31 + at * 7) ^ at >> 8);
}

template <class Call>
bool counted(Work* work, int64_t wanted, Call call) {
  uint32_t now = work->now.fetch_add(1, relaxed) + 1;
  for (uint32_t most = work->most.load(relaxed); now > most && !work->most.compare_exchange_weak(most, now, relaxed);) {
  }
  int64_t result = call();
  work->now.fetch_sub(1, relaxed);
  work->calls.fetch_add(1, relaxed);
  if (result != wanted) {
    work->error.store(result < 0 ? result : kDeviceError, relaxed);
  }
  return result == wanted;
}

bool write_and_read(Work* work, uint32_t worker, uint32_t round) {
  uint8_t bytes[kArea];
  uint64_t at = worker * kArea;
  size_t part = (round % 4 + 1) * (kArea / 4);
  for (size_t i = 0; i < part; i++) {
    bytes[i] = pattern(worker, round, i);
  }
  bool right = counted(work, static_cast<int64_t>(part), [&] { return write_file_at(work->device, "0", at, bytes, part); });
  for (uint8_t& byte : bytes) {
    byte = 0;
  }
  size_t skip = round * 37 % kBlock;
  auto wanted = static_cast<int64_t>(part - skip);
  right = right && counted(work, wanted, [&] { return read_file(work->device, "0", at + skip, bytes, part - skip); });
  for (size_t i = skip; right && i < part; i++) {
    right = bytes[i - skip] == pattern(worker, round, i);
  }
  return right;
}

void run_worker(Work* work, uint32_t worker) {
  bool right = true;
  for (uint32_t round = 0; right && round < kRounds; round++) {
    right = write_and_read(work, worker, round);
  }
  right = right && counted(work, 0, [&] { return sync_file(work->device, "0"); });
  work->wrong.fetch_add(!right, relaxed);
  work->ended.done();
}

void run_beside(Work* work) {
  while (!work->over.load(relaxed)) {
    work->beside++;
    cpu_relax();
    Gosched();
  }
  work->others.done();
}

uint64_t interrupts() {
  uint64_t sum = 0;
  for (uint32_t core = 0; core < NumCPU(); core++) {
    sum += core_stats(core).device_irqs;
  }
  return sum;
}

void work_by(char const* device, uint32_t workers) {
  Work work(device, workers);
  uint64_t before = interrupts();
  int64_t start_ns = nanotime();
  work.ended.add(static_cast<int32_t>(workers));
  work.others.add(1);
  go(run_beside, &work);
  for (uint32_t worker = 0; worker < workers; worker++) {
    go(run_worker, &work, worker);
  }
  work.ended.wait();
  work.over.store(true, relaxed);
  work.others.wait();
  int64_t error = work.error.load(relaxed);
  uint32_t wrong = work.wrong.load(relaxed);
  print("disk: ", device, ", ", workers, " goroutines, ", work.calls.load(relaxed), " calls, up to ", work.most.load(relaxed),
        " at once, in ", (nanotime() - start_ns) / 1'000'000, " ms, ", interrupts() - before, " interrupts, another had ",
        work.beside, " turns: ", error != 0 ? file_error_text(error) : wrong != 0 ? "contents wrong" : "contents right", '\n');
  expect(error == 0 && wrong == 0, "disk: what was read is what was written");
  expect(device == kPolled || (interrupts() > before && work.beside > 0), "disk: others ran until the interrupts came");
  expect(device == kPolled || workers == 1 || work.most.load(relaxed) > 1, "disk: several requests at the same time");
}

// Both devices are the same disk, whole calls go over several requests, and a read ends where the disk does.
void compare(uint64_t size) {
  constexpr size_t kWhole = 48 << 10;
  constexpr size_t kRoom = 128 << 10;
  if (stack_bytes() < kRoom || size < kWhole) {
    return;
  }
  uint8_t bytes[kWhole];
  uint8_t piece[kBlock];
  expect(read_file(kByInterrupt, "0", 0, bytes, kWhole) == kWhole, "disk: a long read");
  bool same = true;
  for (size_t at = 0; at < kWhole; at += kBlock) {
    same = same && read_file(kPolled, "0", at, piece, kBlock) == kBlock;
    for (size_t i = 0; same && i < kBlock; i++) {
      same = bytes[at + i] == piece[i];
    }
  }
  expect(same, "disk: by interrupts and polled the same");
  expect(read_file(kByInterrupt, "0", size - 100, bytes, kBlock) == 100, "disk: a read over the end");
  expect(read_file(kByInterrupt, "0", size, bytes, kBlock) == 0, "disk: a read behind the end");
}

void go_wrong() {
  uint8_t bytes[kBlock] = {};
  expect(write_file_at(kByInterrupt, "0", 1, bytes, kBlock) == kNotBlocks, "disk: a write between blocks");
  expect(write_file_at(kByInterrupt, "0", 0, bytes, 1) == kNotBlocks, "disk: a write of a part");
  expect(write_file(kByInterrupt, "0", bytes, kBlock) == kNotWritable, "disk: anew");
  for (char const* file : {"9", "x", "", "00"}) {
    expect(file_size(kByInterrupt, file) == kNoSuchFile, "disk: no such disk");
  }
}

}  // namespace

void disk() {
  int64_t size = file_size(kByInterrupt, "0");
  if (size < 0) {
    print("disk: ", file_error_text(size), "; see kernel/tasks/README.md\n");
    expect(size == kDeviceAbsent || size == kNoSuchDevice, "disk: a device that can be used");
    return;
  }
  auto areas = static_cast<uint64_t>(size) / kArea;
  uint32_t workers = areas < kMostWorkers ? static_cast<uint32_t>(areas) : kMostWorkers;
  expect(workers > 0, "disk: the disk is too small");
  go_wrong();
  work_by(kByInterrupt, workers);
  work_by(kPolled, workers < kPolledWorkers ? workers : kPolledWorkers);
  compare(static_cast<uint64_t>(size));
}

}  // namespace burrow::tasks

// Files of the host, read in system calls: in pieces by many at once, with others that run beside them, and straight to a
// part of a stack that is not there yet. What is missing or wrong gives an error value.
// The file `data` ends with eight bytes, little-endian: the sum of all others, each times its place counted from 1.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr char kPolled[] = "fw_cfg";
constexpr char kHost[] = "semihosting";
constexpr char kData[] = "opt/burrow/data";
constexpr char kWhere[] = "opt/burrow/where";  // its text: the path by which the host knows the data
constexpr char kCopy[] = "opt/burrow/copy";    // likewise: a path where to write
constexpr size_t kTail = sizeof(uint64_t);
constexpr size_t kMost = 64 << 10;     // of one call
constexpr size_t kRoom = 2 * kMost;    // for that on a stack
constexpr size_t kMostPiece = 6 << 10;
constexpr int64_t kReading_ns = 20'000'000;
constexpr int64_t kPatience_ns = 5'000'000'000;

uint64_t handoffs() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).handoffs;
  }
  return sum;
}

uint64_t weigh(uint8_t const* bytes, size_t count, uint64_t at) {
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += (at + i + 1) * bytes[i];
  }
  return sum;
}

// ---- in pieces, by many ----------------------------------------------------------------------------------------------

struct Reading {
  static constexpr uint64_t kPieces = 24;

  Reading(char const* from, char const* name, uint64_t bytes)
      : device(from), file(name), body(bytes), piece(bytes / kPieces < kMostPiece ? bytes / kPieces + 1 : kMostPiece) {}

  char const* device;
  char const* file;
  uint64_t body;  // bytes that count
  size_t piece;
  uint64_t sum = 0;  // what they must come to
  // relaxed: counts and flags with nothing behind them; main reads the counts after the wait
  std::atomic<uint32_t> right = 0;  // readers with that sum
  std::atomic<uint64_t> calls = 0;
  std::atomic<int64_t> error = 0;
  std::atomic<uint64_t> beside = 0;  // turns of the others
  std::atomic<bool> over = false;
  WaitGroup readers, others;
};

// The weight of a piece, or 0 and an error.
uint64_t read_piece(Reading* reading, uint64_t index) {
  uint8_t bytes[kMostPiece];
  uint64_t at = index * reading->piece;
  size_t wanted = reading->body - at < reading->piece ? reading->body - at : reading->piece;
  int64_t came = read_file(reading->device, reading->file, at, bytes, wanted);
  reading->calls.fetch_add(1, relaxed);
  if (came == static_cast<int64_t>(wanted)) {
    return weigh(bytes, wanted, at);
  }
  reading->error.store(came < 0 ? came : kDeviceError, relaxed);
  return 0;
}

bool read_all(Reading* reading, uint64_t first) {
  uint64_t pieces = (reading->body + reading->piece - 1) / reading->piece;
  uint64_t sum = 0;
  for (uint64_t i = 0; i < pieces; i++) {
    sum += read_piece(reading, (first + i) % pieces);
  }
  return sum == reading->sum;
}

// Each in another order, and long enough that they do meet.
void read_again_and_again(Reading* reading, uint64_t reader) {
  bool right = true;
  for (int64_t until_ns = nanotime() + kReading_ns, now = 0; right && now < until_ns; now = nanotime()) {
    right = read_all(reading, reader);
  }
  reading->right.fetch_add(right, relaxed);
  reading->readers.done();
}

void run_beside(Reading* reading) {
  while (!reading->over.load(relaxed)) {
    reading->beside.fetch_add(1, relaxed);
    cpu_relax();
    Gosched();
  }
  reading->others.done();
}

void read_in_parallel(Reading* reading, uint32_t readers) {
  constexpr uint32_t kOthers = 3;
  reading->readers.add(static_cast<int32_t>(readers));
  reading->others.add(kOthers);
  for (uint32_t i = 0; i < kOthers; i++) {
    go(run_beside, reading);
  }
  for (uint32_t i = 0; i < readers; i++) {
    go(read_again_and_again, reading, i);
  }
  reading->readers.wait();
  reading->over.store(true, relaxed);
  reading->others.wait();
}

// ---- to where no stack is yet ----------------------------------------------------------------------------------------

// Nothing has touched the stack so far below this frame, and nothing will during the call. main's stack is no longer
// fresh: a goroutine of its own.
bool reads_below_its_stack(Reading const& reading) {
  constexpr uintptr_t kBelow = 48 << 10, kFits = 96 << 10;
  constexpr size_t kBytes = 6000;
  if (stack_bytes() < kFits || reading.body < kBytes) {
    return true;
  }
  uint8_t bytes[kBytes];
  auto* fresh = reinterpret_cast<uint8_t*>(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - kBelow);
  asm("" : "+r"(fresh));
  int64_t came = read_file(reading.device, reading.file, 0, fresh, kBytes);
  uint64_t there = weigh(fresh, kBytes, 0);
  int64_t again = read_file(reading.device, reading.file, 0, bytes, kBytes);
  return came == kBytes && again == kBytes && there == weigh(bytes, kBytes, 0);
}

void read_below_a_stack(Reading const* reading) {
  WaitGroup ended;
  ended.add(1);
  go([reading, &ended] {
    expect(reads_below_its_stack(*reading), "files: a read to a part of the stack that was not there");
    ended.done();
  });
  ended.wait();
}

// ---- one device ------------------------------------------------------------------------------------------------------

bool read_sum(Reading* reading) {
  uint8_t tail[kTail];
  if (read_file(reading->device, reading->file, reading->body, tail, kTail + 1) != kTail) {
    return false;
  }
  for (size_t i = kTail; i-- > 0;) {
    reading->sum = reading->sum << 8 | tail[i];
  }
  return read_file(reading->device, reading->file, reading->body + kTail, tail, kTail) == 0;
}

void check(char const* device, char const* file, uint64_t size) {
  expect(size > kTail, "files: the data is too short");
  if (size <= kTail) {
    return;
  }
  Reading reading(device, file, size - kTail);
  uint32_t readers = 2 * GOMAXPROCS();
  uint64_t before = handoffs();
  expect(read_sum(&reading), "files: the end of the data");
  read_in_parallel(&reading, readers);
  uint64_t calls = reading.calls.load(relaxed), handed = handoffs() - before;
  int64_t error = reading.error.load(relaxed);
  bool right = error == 0 && reading.right.load(relaxed) == readers;
  print("files: ", device, ", ", size, " bytes, ", calls, " calls by ", readers,
        " goroutines, others had ", reading.beside.load(relaxed), " turns, P handed over ", handed, " times: ",
        right ? "sum right" : error != 0 ? file_error_text(error) : "sum wrong", '\n');
  expect(right, "files: what was read is what the file holds");
  expect(device != kHost || handed >= calls, "files: a slow call gives the P away at once");
  read_below_a_stack(&reading);
}

// ---- a P changes hands -------------------------------------------------------------------------------------------------

// Calls beside which another wants the P, until one has lost it. Returns how long the longest took.
int64_t call_until_handed_over(uint64_t size) {
  uint8_t bytes[kMost];
  int64_t longest_ns = 0;
  uint64_t before = handoffs();
  for (int64_t end_ns = nanotime() + kPatience_ns; handoffs() == before && nanotime() < end_ns;) {
    WaitGroup ended;
    ended.add(1);
    go([&ended] { ended.done(); });
    int64_t start_ns = nanotime();
    read_file(kPolled, kData, 0, bytes, size < kMost ? size : kMost);
    int64_t took_ns = nanotime() - start_ns;
    longest_ns = took_ns > longest_ns ? took_ns : longest_ns;
    ended.wait();
  }
  return longest_ns;
}

void hand_over(uint64_t size) {
  uint64_t before = handoffs();
  int64_t longest_ns = call_until_handed_over(size);
  uint64_t times = handoffs() - before;
  print("files: calls of up to ", longest_ns / 1000, " us with others behind them: P taken ", times, " times\n");
  expect(times > 0, "files: a P in a call that lasts went to a free core");
}

// ---- what goes wrong ---------------------------------------------------------------------------------------------------

void expect_error(int64_t result, int64_t wanted, char const* what) {
  bool as_wanted = result == wanted || (wanted == kNoSuchFile && result == kDeviceAbsent);
  print("files: ", what, ": ", file_error_text(result), '\n');
  expect(as_wanted, "files: an error value");
}

void go_wrong() {
  uint8_t byte = 0;
  expect_error(read_file("nosuch", kData, 0, &byte, 1), kNoSuchDevice, "nosuch");
  expect_error(read_file(kPolled, "opt/burrow/nosuch", 0, &byte, 1), kNoSuchFile, "fw_cfg, nosuch");
  expect_error(file_size(kPolled, ""), kNoSuchFile, "fw_cfg, no name");
  expect_error(write_file(kPolled, kData, &byte, 1), kNotWritable, "fw_cfg, to write");
  expect_error(read_file(kHost, "nosuch/nosuch", 0, &byte, 1), kNoSuchFile, "semihosting, nosuch");
  expect_error(write_file(kHost, "nosuch/nosuch", &byte, 1), kNoSuchFile, "semihosting, to write");
  expect_error(file_size(kHost, ":tt"), kNoSuchFile, "semihosting, the console");
}

// Whether there is such a file; its text in path.
bool read_path(char const* file, char (&path)[1024]) {
  int64_t length = read_file(kPolled, file, 0, path, sizeof path - 1);
  path[length > 0 ? length : 0] = '\0';
  return length > 0;
}

void copy_to_host(char const* path) {
  uint8_t bytes[kMostPiece];
  int64_t came = read_file(kPolled, kData, 0, bytes, sizeof bytes);
  int64_t went = write_file(kHost, path, bytes, static_cast<size_t>(came));
  int64_t there = file_size(kHost, path);
  print("files: semihosting, a copy of ", came, " bytes: ", file_error_text(went), '\n');
  expect(went == kDeviceAbsent || (went == came && there == came), "files: a copy on the host");
}

void check_host() {
  char path[1024];
  if (read_path(kCopy, path)) {
    copy_to_host(path);
  }
  if (!read_path(kWhere, path)) {
    return;
  }
  int64_t size = file_size(kHost, path);
  if (size >= 0) {
    check(kHost, path, static_cast<uint64_t>(size));
  } else {
    print("files: semihosting: ", file_error_text(size), '\n');
    expect(size == kDeviceAbsent, "files: the host's file");
  }
}

}  // namespace

void files() {
  go_wrong();
  int64_t size = file_size(kPolled, kData);
  if (size < 0) {
    print("files: nothing to read, ", kData, ": ", file_error_text(size), "; see kernel/tasks/README.md\n");
    expect(size == kNoSuchFile || size == kDeviceAbsent, "files: an error value");
    return;
  }
  check(kPolled, kData, static_cast<uint64_t>(size));
  if (NumCPU() > GOMAXPROCS() && stack_bytes() >= kRoom) {
    hand_over(static_cast<uint64_t>(size));
  }
  check_host();
}

}  // namespace burrow::tasks

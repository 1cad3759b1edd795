// Scenarios of calls to devices.
#include "runtime/runtime.h"
#include "tests/sim/flag.h"
#include "tests/sim/scenarios.h"

namespace burrow::scenario {

namespace {

constexpr char kData[] = "opt/burrow/data";
constexpr size_t kPiece = 100;

uint64_t handoffs() {
  uint64_t sum = 0;
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    sum += proc_stats(p).handoffs;
  }
  return sum;
}

bool same(char const* a, char const* b) {
  for (size_t i = 0; i < kPiece; i++) {
    if (a[i] != b[i]) {
      return false;
    }
  }
  return true;
}

// Whether another goroutine of the same P ran before the call was over.
template <class Call>
bool ran_beside(Call call) {
  Flag ran;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    ran.raise();
    ended.done();
  });
  call();
  bool const beside = ran.up();
  ended.wait();
  return beside;
}

}  // namespace

// The same bytes by both devices, from several goroutines, some of which want to run meanwhile.
void file_calls() {
  WaitGroup group;
  group.add(6);
  for (uint64_t i = 0; i < 3; i++) {
    go([&group, i] {
      char polled[kPiece], slow[kPiece];
      expect(read_file("fw_cfg", kData, i * 50, polled, kPiece) == kPiece, "file_calls: polled");
      expect(read_file("semihosting", "data", i * 50, slow, kPiece) == kPiece, "file_calls: slow");
      expect(same(polled, slow), "file_calls: two devices, two contents");
      group.done();
    });
    go([&group] {
      Gosched();
      group.done();
    });
  }
  group.wait();
}

void file_errors() {
  char byte;
  expect(read_file("nosuch", kData, 0, &byte, 1) == kNoSuchDevice, "file_errors: no such device");
  expect(file_size("fw_cfg", "nosuch") == kNoSuchFile, "file_errors: no such file");
  expect(read_file("errs", kData, 0, &byte, 1) == kDeviceError, "file_errors: device error");
  expect(write_file("errs", kData, &byte, 1) == kNotWritable, "file_errors: not writable");
  expect(read_file("fw_cfg", kData, 1 << 20, &byte, 1) == 0, "file_errors: beyond the end");
}

// One P, two cores: who waits behind a call that lasts runs on the other core.
void beside_silence() {
  constexpr int64_t kPatience_ns = 200'000;
  char byte;
  int64_t const start_ns = nanotime();
  uint64_t const before = handoffs();
  bool const beside = ran_beside([&byte] {
    expect(read_file("silent", kData, 0, &byte, 1) == kDeviceTimeout, "beside_silence: a time-out");
  });
  expect(nanotime() - start_ns >= kPatience_ns, "beside_silence: the patience of the driver");
  expect(beside && handoffs() == before + 1, "beside_silence: the P was taken once");
}

void beside_slow() {
  char byte;
  uint64_t const before = handoffs();
  bool const beside = ran_beside([&byte] { read_file("semihosting", "data", 0, &byte, 1); });
  expect(beside && handoffs() == before + 1, "beside_slow: the P went at once");
}

}  // namespace burrow::scenario

// Scenarios of devices that interrupt while the machine does other things: lines that are typed, requests that are answered.
#include "runtime/runtime.h"
#include "tests/sim/flag.h"
#include "tests/sim/pace.h"
#include "tests/sim/scenarios.h"
#include "tests/support/devices.h"

namespace burrow::scenario {

namespace {

constexpr size_t kRoom = 20;

bool is_line(char const* typed, int64_t length, uint32_t number) {
  char const* wanted = kSimLines[number];
  size_t size = 0;
  while (wanted[size] != '\0' && typed[size] == wanted[size]) {
    size++;
  }
  bool const whole = number == kSimLongLine ? length == kLineTooLong : length == static_cast<int64_t>(size);
  return wanted[size] == '\0' && whole;
}

// The number of the line that comes, in whatever order, or kSimLineCount.
uint32_t read_any() {
  char typed[kRoom];
  int64_t const length = read_line(typed, kRoom);
  for (uint32_t number = 0; number < kSimLineCount; number++) {
    if (is_line(typed, length, number)) {
      return number;
    }
  }
  return kSimLineCount;
}

void read_all_lines() {
  for (uint32_t number = 0; number < kSimLineCount; number++) {
    expect(read_any() == number, "console_lines: a line that was not typed");
  }
  char none[kRoom];
  expect(read_line(none, kRoom) == kEndOfInput, "console_lines: the end of the input");
}

}  // namespace

void console_lines() { read_all_lines(); }

void console_readers() {
  WaitGroup ended;
  uint32_t times[kSimLineCount + 1] = {};  // how often each line was read
  ended.add(kSimLineCount);
  for (uint32_t i = 0; i < kSimLineCount; i++) {
    go([&] {
      __atomic_fetch_add(&times[read_any()], 1, __ATOMIC_RELAXED);  // rlx: main looks after the wait
      ended.done();
    });
  }
  ended.wait();
  for (uint32_t number = 0; number < kSimLineCount; number++) {
    expect(times[number] == 1, "console_readers: each line goes whole to one reader");
  }
}

// An interrupt may come to a core that loops while another sleeps.
void console_beside_hog() {
  Flag over;
  WaitGroup ended;
  ended.add(1);
  go([&] {
    while (!over.up()) {
      look();
    }
    ended.done();
  });
  read_all_lines();
  over.raise();
  ended.wait();
}

void console_beside_all() {
  Flag over;
  WaitGroup ended;
  ended.add(3);
  go([&] {
    while (!over.up()) {
      look();
    }
    ended.done();
  });
  go([&] {
    while (!over.up()) {
      busy_syscall(3'000);
    }
    ended.done();
  });
  go([&] {
    while (!over.up()) {
      WaitGroup child;
      child.add(1);
      go([&] { child.done(); });
      child.wait();
    }
    ended.done();
  });
  read_all_lines();
  over.raise();
  ended.wait();
}

void disk_requests() {
  constexpr uint32_t kWorkers = 7, kRounds = 4;
  constexpr size_t kArea = 64;
  WaitGroup ended;
  ended.add(kWorkers);
  for (uint32_t worker = 0; worker < kWorkers; worker++) {
    go([&, worker] {
      for (uint32_t round = 0; round < kRounds; round++) {
        char bytes[kArea];
        for (char& byte : bytes) {
          byte = static_cast<char>(worker * kRounds + round);
        }
        expect(write_file_at("sim.disk", "", worker * kArea, bytes, kArea) == kArea, "disk_requests: a write");
        bytes[worker] = 0;
        expect(read_file("sim.disk", "", worker * kArea, bytes, kArea) == kArea, "disk_requests: a read");
        expect(bytes[worker] == static_cast<char>(worker * kRounds + round), "disk_requests: what was written");
      }
      ended.done();
    });
  }
  ended.wait();
}

void disk_late() {
  constexpr uint32_t kWorkers = 5;
  WaitGroup ended;
  ended.add(kWorkers);
  for (uint32_t worker = 0; worker < kWorkers; worker++) {
    go([&] {
      for (uint32_t round = 0; round < 6; round++) {
        int64_t const result = read_file("sim.late", "", 0, nullptr, 0);
        expect(result == 0 || result == kDeviceTimeout, "disk_late: neither an answer nor a time-out");
      }
      ended.done();
    });
  }
  ended.wait();
}

void disk_never() {
  Flag over;
  WaitGroup ended, others;
  ended.add(3);
  for (uint32_t worker = 0; worker < 3; worker++) {
    go([&] {
      int64_t const start_ns = nanotime();
      expect(read_file("sim.never", "", 0, nullptr, 0) == kDeviceTimeout, "disk_never: a time-out");
      expect(nanotime() - start_ns >= kSimPatience_ns, "disk_never: patience");
      ended.done();
    });
  }
  ended.wait();
  others.add(1);
  go([&] {
    while (!over.up()) {
      look();
    }
    others.done();
  });
  expect(read_file("sim.never", "", 0, nullptr, 0) == kDeviceTimeout, "disk_never: beside a loop");
  over.raise();
  others.wait();
}

}  // namespace burrow::scenario

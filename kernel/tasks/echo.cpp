// A goroutine reads lines from the console until the end of the input and says them again, while another counts its turns: who
// waits for a line keeps no core.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr size_t kMost = 80;

struct Session {
  std::atomic<bool> over = false;  // relaxed: a flag with nothing behind it
  WaitGroup others;
  uint64_t turns = 0;              // of the other; main reads it after the wait
  uint64_t lines = 0;
  uint64_t bytes = 0;
};

void run_beside(Session* session) {
  while (!session->over.load(relaxed)) {
    session->turns++;
    cpu_relax();
    Gosched();
  }
  session->others.done();
}

struct Words {
  char text[kMost + 1];
};

// Until the end of the input, which it returns.
int64_t read_all(Session* session) {
  for (;;) {
    Words line;
    int64_t length = read_line(line.text, kMost);
    if (length < 0 && length != kLineTooLong) {
      return length;
    }
    size_t there = length < 0 ? kMost : static_cast<size_t>(length);
    line.text[there] = '\0';
    session->lines++;
    session->bytes += there;
    print("echo: ", line.text, length < 0 ? " …\n" : "\n");
  }
}

}  // namespace

void echo() {
  Session session;
  session.others.add(1);
  go(run_beside, &session);
  int64_t end = read_all(&session);
  session.over.store(true, relaxed);
  session.others.wait();
  uint64_t interrupts = 0;
  for (uint32_t core = 0; core < NumCPU(); core++) {
    interrupts += core_stats(core).device_irqs;
  }
  print("echo: ", session.lines, " lines, ", session.bytes, " bytes, ", interrupts, " interrupts, another had ", session.turns, " turns: ", file_error_text(end), '\n');
  expect(end == kEndOfInput, "echo: the end of the input");
  expect(interrupts > 0, "echo: interrupts brought the lines");
}

}  // namespace burrow::tasks

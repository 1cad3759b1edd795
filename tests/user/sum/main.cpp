// A kernel of one's own: goroutines add up the numbers to a thousand.
#include "runtime/runtime.h"

using namespace burrow;

static void sum() {
  uint64_t parts[10] = {};
  WaitGroup ended;
  ended.add(10);
  for (uint64_t part = 0; part < 10; part++) {
    go([&, part] {
      for (uint64_t i = 1; i <= 100; i++) parts[part] += part * 100 + i;
      ended.done();
    });
  }
  ended.wait();
  uint64_t all = 0;
  for (uint64_t part : parts) all += part;
  print("the sum is ", all, '\n');
  expect(all == 500'500, "the sum of 1 to 1000");
}

Task const burrow::task_table[] = {{"sum", "goroutines add up the numbers to 1000", sum}};

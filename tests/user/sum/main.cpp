// A kernel of one's own: goroutines add up the numbers to a thousand.
#include "runtime/runtime.h"

using namespace burrow;

static void sum() {
  auto parts = make<Chan<uint64_t>>();
  for (uint64_t part = 0; part < 10; part++) {
    go([=] {
      uint64_t own = 0;
      for (uint64_t i = 1; i <= 100; i++) own += part * 100 + i;
      parts.send(own);
    });
  }
  uint64_t all = 0;
  for (int part = 0; part < 10; part++) all += parts.recv();
  print("the sum is ", all, '\n');
  expect(all == 500'500, "the sum of 1 to 1000");
}

Task const burrow::task_table[] = {{"sum", "goroutines add up the numbers to 1000", sum}};

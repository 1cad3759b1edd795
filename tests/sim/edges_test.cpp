// Every row of the transition tables is taken by some world.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"

namespace burrow {
namespace {

char const* name_of_p(PStatus status) {
  static constexpr char const* kNames[] = {"idle", "running", "syscall", "gcstop", "dead"};
  return kNames[static_cast<uint32_t>(status)];
}

void print_row(char const* from, char const* to, char const* by, uint64_t times) {
  printf("%-10s -> %-10s %10llu  %s\n", from, to, static_cast<unsigned long long>(times), by);
}

TEST(Edges, AreAllTaken) {
  for (uint32_t i = 0; i < scenario::kAllCount; i++) {
    sweep(scenario::kAll[i].main, 1, 20);
  }
  Edges const& taken = edges_taken();
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    print_row(gstatus_name(kGEdges[row].from), gstatus_name(kGEdges[row].to), kGEdges[row].by, taken.g[row]);
    EXPECT_GT(taken.g[row], 0u) << "no world takes this edge";
  }
  for (uint32_t row = 0; row < kPEdgeCount; row++) {
    print_row(name_of_p(kPEdges[row].from), name_of_p(kPEdges[row].to), kPEdges[row].by, taken.p[row]);
    EXPECT_GT(taken.p[row], 0u) << "no world takes this edge";
  }
}

}  // namespace
}  // namespace burrow

// Every row of the transition tables is taken by some world.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/sim/scenarios.h"
#include "tests/sim/sweep.h"
#include "tests/support/edge_line.h"

namespace burrow {
namespace {

template <class Edge>
void print_row(char const* kind, Edge const& edge, uint64_t times) {
  EdgeLine const line = edge_line(kind, edge, times);
  printf("%.*s", static_cast<int>(line.size()), line.data());
}

TEST(Edges, AreAllTaken) {
  for (uint32_t i = 0; i < scenario::kAllCount; i++) {
    sweep(scenario::kAll[i].main, 1, 20);
  }
  Edges const& taken = edges_taken();
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    print_row("G", kGEdges[row], taken.g[row]);
    EXPECT_GT(taken.g[row], 0u) << "no world takes this edge";
  }
  for (uint32_t row = 0; row < kPEdgeCount; row++) {
    print_row("P", kPEdges[row], taken.p[row]);
    EXPECT_GT(taken.p[row], 0u) << "no world takes this edge";
  }
}

}  // namespace
}  // namespace burrow

// All scenarios, then the matrix of the transitions that they took: every row of the tables must have been. And transitions
// that are in no table.
#include "runtime/model/g.h"
#include "runtime/model/m.h"
#include "runtime/model/p.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/iron/checks.h"
#include "tests/iron/scenarios.h"
#include "tests/support/edge_line.h"

namespace burrow::iron {

namespace {

// What this machine need not take. Any machine with more cores than Ps takes every row.
struct Excuse {
  GStatus from;
  GStatus to;
  char const* reason;
};

constexpr Excuse kWithoutSpareCore[] = {
    {GStatus::syscall, GStatus::runnable, "a P is idle whenever a call ends: there are as many as cores"},
};

char const* excuse(GEdge const& edge) {
  for (Excuse const& row : kWithoutSpareCore) {
    if (NumCPU() <= GOMAXPROCS() && row.from == edge.from && row.to == edge.to) {
      return row.reason;
    }
  }
  return nullptr;
}

char const* excuse(PEdge const&) { return nullptr; }

template <class Edge>
void check_edge(char const* kind, Edge const& edge, uint64_t times) {
  EdgeLine const line = edge_line(kind, edge, times);
  console_write(line.data(), line.size());
  char const* reason = times == 0 ? excuse(edge) : nullptr;
  if (reason != nullptr) {
    print("  not here: ", reason, '\n');
  } else {
    expect(times > 0, "edges: this one was never taken");
  }
}

void check_matrix() {
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    uint64_t times = 0;
    for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
      times += mp->gedges[row];
    }
    check_edge("G", kGEdges[row], times);
  }
  for (uint32_t row = 0; row < kPEdgeCount; row++) {
    uint64_t times = 0;
    for (M const* mp = allm; mp != nullptr; mp = mp->alllink) {
      times += mp->pedges[row];
    }
    check_edge("P", kPEdges[row], times);
  }
}

}  // namespace

void edges() {
  for (scenario::Named const& row : scenario::kAll) {
    run(row);
  }
  for (scenario::Named const& row : scenario::kProc) {
    if (fits(row)) {
      run(row);
    }
  }
  check_matrix();
}

}  // namespace burrow::iron

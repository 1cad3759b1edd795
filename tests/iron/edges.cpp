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
template <class Status>
struct Excuse {
  Status from;
  Status to;
  bool (*applies)();
  char const* reason;
};

bool no_spare_core() { return NumCPU() <= GOMAXPROCS(); }
bool one_core() { return NumCPU() == 1; }
constexpr char const* kAlone = "on one core nobody else runs or is in a call while someone looks";

constexpr Excuse<GStatus> kGExcuses[] = {
    {GStatus::syscall, GStatus::runnable, no_spare_core, "a P is idle whenever a call ends: there are as many as cores"},
    {GStatus::running, GStatus::scanrunning, one_core, kAlone},
    {GStatus::scanrunning, GStatus::running, one_core, kAlone},
    {GStatus::running, GStatus::scanpreempted, one_core, kAlone},
    {GStatus::scanpreempted, GStatus::preempted, one_core, kAlone},
    {GStatus::preempted, GStatus::waiting, one_core, kAlone},
    {GStatus::syscall, GStatus::scansyscall, one_core, kAlone},
    {GStatus::scansyscall, GStatus::syscall, one_core, kAlone},
};
constexpr Excuse<PStatus> kPExcuses[] = {
    {PStatus::syscall, PStatus::gcstop, one_core, kAlone},
};

template <class Status, size_t kCount>
char const* excuse(Excuse<Status> const (&rows)[kCount], Status from, Status to) {
  for (Excuse<Status> const& row : rows) {
    if (row.from == from && row.to == to && row.applies()) {
      return row.reason;
    }
  }
  return nullptr;
}

char const* excuse(GEdge const& edge) { return excuse(kGExcuses, edge.from, edge.to); }
char const* excuse(PEdge const& edge) { return excuse(kPExcuses, edge.from, edge.to); }

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
    if (fits(row)) {
      run(row);
    }
  }
  for (scenario::Named const& row : scenario::kProc) {
    if (fits(row)) {
      run(row);
    }
  }
  for (scenario::Named const& row : scenario::kSync) {
    if (fits(row)) {
      run(row);
    }
  }
  check_matrix();
}

}  // namespace burrow::iron

// The matrix of transitions, a line for each row of kGEdges and kPEdges: how simulation and iron print it.
#pragma once

#include "runtime/base/text.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/pstatus.h"

namespace burrow {

using EdgeLine = Text<160>;

inline char const* edge_status_name(GStatus status) { return gstatus_name(status); }

inline char const* edge_status_name(PStatus status) {
  constexpr char const* kNames[] = {"idle", "running", "syscall", "gcstop", "dead"};
  return kNames[static_cast<uint32_t>(status)];
}

// kind: "G" or "P"; edge: a row of its table.
template <class Edge>
EdgeLine edge_line(char const* kind, Edge const& edge, uint64_t times) {
  EdgeLine line;
  line.put(kind, column(edge_status_name(edge.from), 12), " -> ", column(edge_status_name(edge.to), 10), column(times, 12),
           "  ", edge.by, '\n');
  return line;
}

}  // namespace burrow

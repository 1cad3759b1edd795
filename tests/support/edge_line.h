// The matrix of transitions, a line for each row of kGEdges and kPEdges: how simulation and iron print it.
#pragma once

#include "runtime/base/text.h"
#include "runtime/model/gstatus.h"
#include "runtime/model/pstatus.h"

namespace burrow {

using EdgeLine = Text<160>;

// A state in a column of its own; the scan bit goes before it.
inline Text<24> edge_status(GStatus status) {
  Text<24> name;
  name.put(has_scan(status) ? "scan" : "", gstatus_name(status));
  return name;
}

inline Text<24> edge_status(PStatus status) {
  Text<24> name;
  name.put(pstatus_name(status));
  return name;
}

// kind: "G" or "P"; edge: a row of its table.
template <class Edge>
EdgeLine edge_line(char const* kind, Edge const& edge, uint64_t times) {
  EdgeLine line;
  auto from = edge_status(edge.from), to = edge_status(edge.to);
  line.put(kind, column(static_cast<char const*>(from.c_str()), 15), " -> ", column(static_cast<char const*>(to.c_str()), 13),
           column(times, 12), "  ", edge.by, '\n');
  return line;
}

}  // namespace burrow

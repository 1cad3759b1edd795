// The states of a goroutine and the one table of legal transitions. Go: the _G constants (runtime2.go), casgstatus.
//
// G1  Only casgstatus (sched/status.cpp) changes a state, along a row of this table.
// G2  A runnable G is in exactly one run queue, or in the hands of exactly one M that moves it.
// G3  A running G has an M and the M has it, and so has one in a system call; no other state has one.
// G4  Who set the scan bit owns the G's stack and is the only one to clear it; until then nobody else changes the state.
#pragma once

#include <cstdint>

namespace burrow {

enum class GStatus : uint32_t {  // Go's numbers
  idle = 0,                      // just allocated
  runnable = 1,                  // in a run queue; its stack is not in use
  running = 2,                   // owns its stack; on an M that has a P
  syscall = 3,                   // owns its stack; on an M whose P others may take
  waiting = 4,                   // in no run queue; recorded where someone will ready it
  dead = 6,                      // unused: on a free list, being built or being taken down
  copystack = 8,                 // its stack is growing
  preempted = 9,                 // stopped for suspendG, which alone will ready it
  scan = 0x1000,                 // a bit beside the state: someone looks at the stack
  scanrunnable = scan | runnable,
  scanrunning = scan | running,  // only for a moment: it runs on
  scansyscall = scan | syscall,
  scanwaiting = scan | waiting,
  scanpreempted = scan | preempted,
};
inline constexpr uint32_t kGStatusCount = 10;

constexpr GStatus with_scan(GStatus status) {
  return static_cast<GStatus>(static_cast<uint32_t>(status) | static_cast<uint32_t>(GStatus::scan));
}
constexpr GStatus without_scan(GStatus status) {
  return static_cast<GStatus>(static_cast<uint32_t>(status) & ~static_cast<uint32_t>(GStatus::scan));
}
constexpr bool has_scan(GStatus status) { return without_scan(status) != status; }

struct GEdge {
  GStatus from;
  GStatus to;
  char const* by;
};

inline constexpr GEdge kGEdges[] = {
    {GStatus::idle, GStatus::dead, "malg"},
    {GStatus::dead, GStatus::runnable, "newproc1"},
    {GStatus::runnable, GStatus::running, "execute"},
    {GStatus::running, GStatus::runnable, "goschedImpl"},
    {GStatus::running, GStatus::waiting, "park_m"},
    {GStatus::waiting, GStatus::runnable, "ready, park_m"},
    {GStatus::running, GStatus::copystack, "newstack"},
    {GStatus::copystack, GStatus::running, "newstack"},
    {GStatus::running, GStatus::dead, "goexit0"},
    {GStatus::running, GStatus::syscall, "reentersyscall, entersyscallblock"},
    {GStatus::syscall, GStatus::running, "exitsyscall"},
    {GStatus::syscall, GStatus::runnable, "exitsyscall0"},
    {GStatus::running, GStatus::scanpreempted, "preemptPark"},
    {GStatus::scanpreempted, GStatus::preempted, "preemptPark"},
    {GStatus::preempted, GStatus::waiting, "suspendG"},
    {GStatus::runnable, GStatus::scanrunnable, "suspendG"},
    {GStatus::scanrunnable, GStatus::runnable, "resumeG"},
    {GStatus::running, GStatus::scanrunning, "suspendG"},
    {GStatus::scanrunning, GStatus::running, "suspendG"},
    {GStatus::syscall, GStatus::scansyscall, "suspendG"},
    {GStatus::scansyscall, GStatus::syscall, "resumeG"},
    {GStatus::waiting, GStatus::scanwaiting, "suspendG"},
    {GStatus::scanwaiting, GStatus::waiting, "resumeG"},
};
inline constexpr uint32_t kGEdgeCount = sizeof kGEdges / sizeof kGEdges[0];

namespace detail {

// The states without gaps: the scan bit above the number.
inline constexpr uint32_t kGIndexes = 32;
constexpr uint32_t gindex(GStatus status) {
  auto number = static_cast<uint32_t>(without_scan(status));
  return (number < kGStatusCount ? number : kGIndexes / 2 - 1) + (has_scan(status) ? kGIndexes / 2 : 0);
}

struct GEdgeRows {
  int8_t row[kGIndexes][kGIndexes];
};
constexpr GEdgeRows gedge_rows() {
  GEdgeRows rows{};
  for (auto& line : rows.row) {
    for (int8_t& cell : line) {
      cell = -1;
    }
  }
  for (uint32_t i = 0; i < kGEdgeCount; i++) {
    rows.row[gindex(kGEdges[i].from)][gindex(kGEdges[i].to)] = static_cast<int8_t>(i);
  }
  return rows;
}
inline constexpr GEdgeRows kGEdgeRows = gedge_rows();

}  // namespace detail

// The row of the table, or -1: not a legal transition.
constexpr int gedge(GStatus from, GStatus to) {
  return detail::kGEdgeRows.row[detail::gindex(from)][detail::gindex(to)];
}

char const* gstatus_name(GStatus status);  // "runnable", …, with or without the scan bit; "???": a number that is no state

}  // namespace burrow

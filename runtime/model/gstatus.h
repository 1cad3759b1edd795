// The states of a goroutine and the one table of legal transitions. Go: the _G constants (runtime2.go), casgstatus.
//
// G1  Only casgstatus (sched/status.cpp) changes a state, along a row of this table.
// G2  A runnable G is in exactly one run queue, or in the hands of exactly one M that moves it.
// G3  A running G has an M and the M has it, and so has one in a system call; no other state has one.
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
  preempted = 9,
};
inline constexpr uint32_t kGStatusCount = 10;

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
};
inline constexpr uint32_t kGEdgeCount = sizeof kGEdges / sizeof kGEdges[0];

// The row of the table, or -1: not a legal transition.
constexpr int gedge(GStatus from, GStatus to) {
  for (uint32_t i = 0; i < kGEdgeCount; i++) {
    if (kGEdges[i].from == from && kGEdges[i].to == to) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

char const* gstatus_name(GStatus status);  // "runnable", …; "???" for a number that is no state

}  // namespace burrow

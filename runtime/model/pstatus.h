// The states of a P and their legal transitions. Go: the _P constants (runtime2.go).
//
// P1  A running P has exactly one M and that M has it. An idle P has none; it is on the idle list with an
//     empty run queue, or in the hands of whoever starts an M for it. One in a system call belongs to whoever makes it idle
//     or gcstop by CAS.
// P4  While the world is stopped every P is gcstop, and the stopper's M has its own.
#pragma once

#include <cstdint>

namespace burrow {

enum class PStatus : uint32_t { idle = 0, running = 1, syscall = 2, gcstop = 3, dead = 4 };  // Go's numbers

struct PEdge {
  PStatus from;
  PStatus to;
  char const* by;
};

inline constexpr PEdge kPEdges[] = {
    {PStatus::gcstop, PStatus::idle, "procresize"},
    {PStatus::idle, PStatus::running, "acquirep"},
    {PStatus::running, PStatus::idle, "releasep"},
    {PStatus::running, PStatus::syscall, "reentersyscall"},
    {PStatus::syscall, PStatus::idle, "exitsyscallfast, retake, forEachP"},
    {PStatus::idle, PStatus::gcstop, "gcstopm, handoffp, stopTheWorldWithSema"},
    {PStatus::running, PStatus::gcstop, "stopTheWorldWithSema"},
    {PStatus::syscall, PStatus::gcstop, "stopTheWorldWithSema, entersyscall_gcwait"},
    {PStatus::gcstop, PStatus::running, "procresize"},
    {PStatus::gcstop, PStatus::dead, "procresize"},
    {PStatus::dead, PStatus::gcstop, "procresize"},
};
inline constexpr uint32_t kPEdgeCount = sizeof kPEdges / sizeof kPEdges[0];

char const* pstatus_name(PStatus status);

// The row of the table, or -1: not a legal transition.
constexpr int pedge(PStatus from, PStatus to) {
  for (uint32_t i = 0; i < kPEdgeCount; i++) {
    if (kPEdges[i].from == from && kPEdges[i].to == to) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace burrow

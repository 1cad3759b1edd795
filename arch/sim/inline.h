// The inline half of the seam in simulation: the frame alone. All else is out of line (seam.cpp), so that no compiler
// keeps what belongs to a virtual core across a switch.
#pragma once

#include "frame.h"

namespace burrow::arch {

inline uintptr_t frame_pc(Frame const& frame) { return frame.pc; }
inline uintptr_t frame_sp(Frame const& frame) { return frame.sp; }
inline bool interrupted_context(uintptr_t, uintptr_t, Context*) { return false; }  // a hook calls it
inline void inject_preempt(Frame& frame) { frame.inject = true; }

}  // namespace burrow::arch

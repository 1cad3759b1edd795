// The end of the world: a broken invariant stops the machine with Go's words. Go: throw, fatalthrow (panic.go).
#pragma once

namespace burrow {

// Who reports: the kernel's panic on iron, the world of a test in simulation. Must not return. Set before schedinit.
using FatalHook = void (*)(char const* reason);
extern FatalHook fatal_hook;

// Ends the machine with «fatal error: reason». Any context; takes no lock.
[[noreturn]] void fatal(char const* reason);

inline void require(bool holds, char const* reason) {
  if (!holds) [[unlikely]] {
    fatal(reason);
  }
}

}  // namespace burrow

// The end of the world: a broken invariant or a panic stops the machine with Go's words. Go: throw, fatalthrow, gopanic
// (panic.go). Differs: nothing recovers from a panic, so both end alike, but for the word that the report begins with.
#pragma once

namespace burrow {

// Who reports: the kernel's panic on iron, the world of a test in simulation. Must not return. Set before schedinit.
// kind: what the report begins with, kFatalError or kPanic.
using FatalHook = void (*)(char const* kind, char const* reason);
extern FatalHook fatal_hook;

inline constexpr char kFatalError[] = "fatal error: ";
inline constexpr char kPanic[] = "panic: ";

// Ends the machine with «fatal error: reason». Any context; takes no lock.
[[noreturn]] void fatal(char const* reason);

// Ends the machine with «panic: reason»: a program's mistake, where Go has a panic. Any context; takes no lock. Go: gopanic.
[[noreturn]] void gopanic(char const* reason);

inline void require(bool holds, char const* reason) {
  if (!holds) [[unlikely]] {
    fatal(reason);
  }
}

}  // namespace burrow

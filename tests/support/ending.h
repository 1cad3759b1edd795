// Catching the end of the world: a fatal, a panic or an exit inside ending() comes back as its reason. By longjmp, because the
// runtime is built without exceptions: what runs inside owns nothing that needs destroying.
#pragma once

#include <functional>
#include <string>

namespace burrow::bench {

// How the body ended the machine, on this thread: the reason given to fatal, "panic: " and that given to gopanic,
// or "exit N"; "" if it came back.
std::string ending(std::function<void()> const& body);

// Leaves the innermost ending(); without one, the process.
[[noreturn]] void end(char const* reason);
[[noreturn]] void end_fatally(char const* kind, char const* reason);  // a FatalHook

}  // namespace burrow::bench

#define EXPECT_FATAL(text, ...) EXPECT_EQ(::burrow::bench::ending([&] { __VA_ARGS__; }), text)

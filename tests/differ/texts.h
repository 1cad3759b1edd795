// Last words, as Go prints them.
#pragma once

namespace burrow::differ {

enum : int {
  kDeadlock, kSendOnClosed, kCloseOfNil, kCloseOfClosed, kNegativeCounter, kGroupMisuse, kGroupReused,
  kUnlockOfUnlocked, kUnlockOfUnlockedRW, kRUnlockOfUnlockedRW,
};
inline constexpr char const* kTexts[] = {
    "fatal error: all goroutines are asleep - deadlock!",
    "panic: send on closed channel",
    "panic: close of nil channel",
    "panic: close of closed channel",
    "panic: sync: negative WaitGroup counter",
    "panic: sync: WaitGroup misuse: Add called concurrently with Wait",
    "panic: sync: WaitGroup is reused before previous Wait has returned",
    "fatal error: sync: unlock of unlocked mutex",
    "fatal error: sync: Unlock of unlocked RWMutex",
    "fatal error: sync: RUnlock of unlocked RWMutex",
};

}  // namespace burrow::differ

// The words for states and reasons, as they appear in reports.
#include "runtime/model/gstatus.h"
#include "runtime/model/pstatus.h"
#include "runtime/model/waitreason.h"

namespace burrow {

char const* gstatus_name(GStatus status) {
  static constexpr char const* kNames[kGStatusCount] = {"idle", "runnable", "running", "syscall",   "waiting",
                                                        "???",  "dead",     "???",     "copystack", "preempted"};
  auto number = static_cast<uint32_t>(without_scan(status));
  return number < kGStatusCount ? kNames[number] : "???";
}

char const* pstatus_name(PStatus status) {
  static constexpr char const* kNames[] = {"idle", "running", "syscall", "gcstop", "dead"};
  auto number = static_cast<uint32_t>(status);
  return number < sizeof kNames / sizeof kNames[0] ? kNames[number] : "???";
}

char const* waitreason_name(WaitReason reason) {
  static constexpr char const* kNames[] = {
      "",
      "chan receive (nil chan)",
      "chan send (nil chan)",
      "select",
      "select (no cases)",
      "chan receive",
      "chan send",
      "semacquire",
      "sync.Cond.Wait",
      "sync.Mutex.Lock",
      "sync.RWMutex.RLock",
      "sync.RWMutex.Lock",
      "sync.WaitGroup.Wait",
      "preempted",
      "sleep",
      "IO wait",
  };
  auto number = static_cast<uint32_t>(reason);
  return number < sizeof kNames / sizeof kNames[0] ? kNames[number] : "unknown wait reason";
}

}  // namespace burrow

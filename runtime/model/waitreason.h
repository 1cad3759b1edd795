// Why a goroutine is parked, in Go's words, one reason per place that parks. Go: waitReason (runtime2.go).
#pragma once

#include <cstdint>

namespace burrow {

enum class WaitReason : uint8_t {
  zero,
  chan_receive_nil,
  chan_send_nil,
  select,
  select_no_cases,
  chan_receive,
  chan_send,
  semacquire,
  cond_wait,
  mutex_lock,
  rwmutex_rlock,
  rwmutex_lock,
  waitgroup,
  preempted,
  sleep,
  iowait,
};

char const* waitreason_name(WaitReason reason);

}  // namespace burrow

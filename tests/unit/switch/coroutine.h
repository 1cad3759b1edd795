// Executions to switch between: stacks of their own, and one scheduler stack that every switch passes over.
#pragma once

#include <cstdlib>
#include <cstring>
#include <memory>

#include "arch/arch.h"

namespace burrow::arch {

class TestStack {
 public:
  static constexpr size_t kBytes = 64 << 10;
  static constexpr unsigned char kUntouched = 0xa5;

  TestStack() : bytes_(static_cast<unsigned char*>(std::aligned_alloc(16, kBytes)), &std::free) {
    std::memset(bytes_.get(), kUntouched, kBytes);
  }
  unsigned char* lo() const { return bytes_.get(); }
  uintptr_t top() const { return reinterpret_cast<uintptr_t>(bytes_.get()) + kBytes; }

 private:
  std::unique_ptr<unsigned char, void (*)(void*)> bytes_;
};

// For mcall: gp is a Gobuf in disguise.
[[noreturn]] inline void resume(G* gp) { arch_gogo(reinterpret_cast<Gobuf const*>(gp)); }

inline G* disguise(void* pointer) { return reinterpret_cast<G*>(pointer); }

struct Coroutine {
  TestStack stack;
  Gobuf buf{};

  Coroutine() = default;
  Coroutine(void (*fn)(void*), void* arg) { gostartcallfn(&buf, stack.top(), fn, arg); }
};

}  // namespace burrow::arch

// Burrow's interpreter: the program that a world runs. It lies in task text, as any task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "runtime/runtime.h"
#include "tests/differ/program.h"

namespace burrow::differ {

// What a goroutine has written down. Whoever looks when the world has ended sees whole words.
struct Record {
  uint32_t size;
  char text[kMaxRecord];
};

struct Play {
  // -- set before the world begins
  Program const* program;
  int64_t unit_ns;
  // -- its goroutines
  Record records[kMaxGoroutines];
};
extern Play play;

void play_main();  // as the main goroutine

// ---- within the interpreter ----------------------------------------------------------------------------------------------

// Storage that a world leaves behind when it ends, and the next one uses afresh.
template <class T>
class Slot {
 public:
  template <class... Args>
  void make(Args&&... args) {
    new (bytes_) T(std::forward<Args>(args)...);
  }
  T& operator*() { return *reinterpret_cast<T*>(bytes_); }
  T* operator->() { return reinterpret_cast<T*>(bytes_); }

 private:
  alignas(T) unsigned char bytes_[sizeof(T)];
};

// One word of a record.
class Word {
 public:
  Word& put(char c);
  Word& put(int32_t value);
  Word& put(bool ok, char yes, char no) { return put(ok ? yes : no); }

  char text[32];
  uint32_t size = 0;
};

void write_down(int g, Word const& word);
void play_op(int g, int index);

void make_chans();
void chan_op(int g, Op const& op);
void select_op(int g, Op const& op);
Chan<int32_t> const& channel(int number);

void make_locks();
void sync_op(int g, int index);

void make_timers(void (*run)(int g));
void timer_chan_op(int g, Op const& op);
void timer_op(int g, Op const& op);
Chan<int64_t> const& timer_channel(int timer);

}  // namespace burrow::differ

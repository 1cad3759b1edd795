// Goroutines, and what they write down.
#include "tests/differ/play.h"

namespace burrow::differ {

Play play;

Word& Word::put(char c) {
  text[size++] = c;
  return *this;
}

Word& Word::put(int32_t value) {
  char digits[12];
  uint32_t n = 0;
  for (uint32_t rest = static_cast<uint32_t>(value); rest != 0 || n == 0; rest /= 10) {
    digits[n++] = static_cast<char>('0' + rest % 10);
  }
  while (n > 0) {
    put(digits[--n]);
  }
  return *this;
}

void write_down(int g, Word const& word) {
  Record& record = play.records[g];
  uint32_t size = record.size;
  if (size + word.size + 1 > kMaxRecord) {
    task_fail("a record is too long");
    return;
  }
  if (size > 0) {
    record.text[size++] = ' ';
  }
  for (uint32_t i = 0; i < word.size; i++) {
    record.text[size++] = word.text[i];
  }
  __atomic_store_n(&record.size, size, __ATOMIC_RELEASE);  // rel: the world may end at any moment, and then sim.cpp reads
}

namespace {

void run(int g) {
  Goroutine const& routine = play.program->goroutines[g];
  constexpr int kOnce = 3;  // operations: once, its body, once_end
  for (int i = 0; i < routine.nops; i += routine.ops[i].kind == Kind::once ? kOnce : 1) {
    play_op(g, i);
  }
}

}  // namespace

void play_op(int g, int index) {
  Op const& op = play.program->goroutines[g].ops[index];
  switch (op.kind) {
    case Kind::go: go([other = int{op.object}] { run(other); }); break;
    case Kind::gosched: Gosched(); break;
    case Kind::sleep: sleep(op.value * play.unit_ns); break;
    case Kind::select: select_op(g, op); break;
    case Kind::stop:
    case Kind::reset: timer_op(g, op); break;
    default:
      if (op.kind > Kind::select) {
        sync_op(g, index);
      } else if (op.object >= kMaxChans) {
        timer_chan_op(g, op);
      } else {
        chan_op(g, op);
      }
  }
}

void play_main() {
  make_chans();
  make_locks();
  make_timers(run);
  run(0);
}

}  // namespace burrow::differ

// runtime/model/note: sleeps with an end. Go: notetsleep_internal (lock_sema.go).
#include "runtime/model/note.h"
#include "tests/support/bench.h"

namespace burrow {
namespace {

using bench::machine;
using bench::this_core;

struct NoteTimed : bench::Bench {
  Note note{};
  int64_t const start_ns = machine.now_ns;

  // Every sleep lasts this long; the timer's interrupt finds its deadline and says that it is off.
  void sleeps_last(int64_t ns) {
    machine.on_park = [this, ns] {
      machine.now_ns += ns;
      if (machine.now_ns >= this_core().deadline_ns) m().armed_ns.store(arch::kNever, relaxed);
    };
  }
};

TEST_F(NoteTimed, TheTimeEnds) {
  sleeps_last(1000);
  EXPECT_FALSE(notetsleep(note, 1000));
  EXPECT_EQ(this_core().parks, 1u);
  EXPECT_EQ(this_core().deadline_ns, start_ns + 1000);
  EXPECT_EQ(note.key.load(relaxed), 0u) << "a sleeper whose time is over leaves the note as it found it";
  EXPECT_FALSE(m().blocked);
}

TEST_F(NoteTimed, SpuriousReturnsDoNotMoveTheEnd) {
  sleeps_last(300);
  EXPECT_FALSE(notetsleep(note, 1000));
  EXPECT_EQ(this_core().parks, 4u);
  EXPECT_EQ(this_core().deadlines, 1u) << "the timer is set once, unless something else has set it";
  EXPECT_EQ(machine.now_ns, start_ns + 1200);
}

TEST_F(NoteTimed, ADeadlineThatAnInterruptSpentIsSetAgain) {
  machine.on_park = [&] {
    machine.now_ns += 600;
    m().armed_ns.store(arch::kNever, relaxed);
  };
  EXPECT_FALSE(notetsleep(note, 1000));
  EXPECT_EQ(this_core().deadlines, 2u);
}

TEST_F(NoteTimed, NothingLeftToSleep) {
  EXPECT_FALSE(notetsleep(note, 0));
  EXPECT_FALSE(notetsleep(note, -5));
  EXPECT_EQ(this_core().parks, 0u);
  EXPECT_EQ(note.key.load(relaxed), 0u);
}

TEST_F(NoteTimed, WokenBefore) {
  notewakeup(note);
  EXPECT_TRUE(notetsleep(note, 0)) << "a wake-up counts even when there is no time";
  EXPECT_EQ(this_core().parks, 0u);
}

TEST_F(NoteTimed, WokenInTime) {
  machine.on_park = [&] { notewakeup(note); };
  EXPECT_TRUE(notetsleep(note, 1000));
  EXPECT_EQ(this_core().pokes, 1u);
}

TEST_F(NoteTimed, WokenTogetherWithTheEnd) {
  machine.on_park = [&] {
    machine.now_ns += 1000;
    notewakeup(note);
  };
  EXPECT_TRUE(notetsleep(note, 1000));
}

TEST_F(NoteTimed, WokenBetweenTheClockAndLeaving) {
  sleeps_last(1000);
  machine.on_nanotime = [&] {
    if (machine.now_ns >= start_ns + 1000) notewakeup(note);
  };
  EXPECT_TRUE(notetsleep(note, 1000)) << "the waker believes that it woke someone";
  EXPECT_EQ(note.key.load(relaxed), 1u);
}

TEST_F(NoteTimed, AfterATimeOutTheNoteWorksAsBefore) {
  sleeps_last(1000);
  EXPECT_FALSE(notetsleep(note, 1000));
  notewakeup(note);
  EXPECT_EQ(this_core().pokes, 0u) << "nobody sleeps any more";
  EXPECT_TRUE(notetsleep(note, 1000));
}

TEST_F(NoteTimed, FarEndsDoNotOverflow) {
  machine.on_park = [&] { notewakeup(note); };
  EXPECT_TRUE(notetsleep(note, INT64_MAX));
  EXPECT_EQ(m().armed_ns.load(relaxed), arch::kNever);
}

}  // namespace
}  // namespace burrow

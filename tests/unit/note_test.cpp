// runtime/model/note: the orders in which sleep, wake, poke and time-out can meet, one by one, then on two threads.
#include "runtime/model/note.h"

#include "tests/support/bench.h"

namespace burrow {
namespace {

using bench::machine;
using bench::this_core;

struct NoteTest : bench::Bench {
  Note note{};

  void expect_at_rest() {
    EXPECT_EQ(this_core().masked, 0);
    EXPECT_FALSE(m().blocked);
  }
};

TEST_F(NoteTest, WokenBeforeTheSleep) {
  notewakeup(note);
  notesleep(note);
  EXPECT_EQ(this_core().parks, 0u);
  EXPECT_EQ(this_core().pokes, 0u) << "nobody slept";
  expect_at_rest();
}

TEST_F(NoteTest, WokenBetweenMaskingAndRegistering) {
  machine.on_irq_save = [&] { notewakeup(note); };
  notesleep(note);
  EXPECT_EQ(this_core().parks, 0u);
  EXPECT_EQ(this_core().pokes, 0u);
  expect_at_rest();
}

TEST_F(NoteTest, WokenWhileAsleep) {
  machine.on_park = [&] {
    EXPECT_EQ(note.key.load(relaxed), reinterpret_cast<uintptr_t>(&m())) << "N1: the key names the sleeper";
    EXPECT_TRUE(m().blocked);
    notewakeup(note);
  };
  notesleep(note);
  EXPECT_EQ(this_core().parks, 1u);
  EXPECT_EQ(this_core().pokes, 1u);
  expect_at_rest();
}

TEST_F(NoteTest, ADozeEndsWithAnyInterrupt) {
  machine.on_park = [] {};
  EXPECT_FALSE(notedoze(note, arch::kNever));
  EXPECT_EQ(this_core().parks, 1u);
  EXPECT_EQ(note.key.load(relaxed), 0u) << "nobody sleeps there any more";
  expect_at_rest();
}

TEST_F(NoteTest, APokeDoesNotSpendTheDeadlineOfADoze) {
  int64_t const until_ns = machine.now_ns + 1000;
  machine.on_park = [&] { m().armed_ns.store(arch::kNever, relaxed); };  // as on_interrupt does
  EXPECT_FALSE(notedoze(note, until_ns));
  EXPECT_EQ(m().armed_ns.load(relaxed), until_ns) << "whoever sleeps next without one must cancel it";
  machine.on_park = [&] {
    m().armed_ns.store(arch::kNever, relaxed);
    machine.now_ns = until_ns;
  };
  EXPECT_FALSE(notedoze(note, until_ns));
  EXPECT_EQ(m().armed_ns.load(relaxed), arch::kNever) << "spent";
  EXPECT_EQ(this_core().deadlines, 1u);
}

TEST_F(NoteTest, ADozeIsWoken) {
  machine.on_park = [&] { notewakeup(note); };
  EXPECT_TRUE(notedoze(note, arch::kNever));
  EXPECT_TRUE(notedoze(note, arch::kNever)) << "until it is cleared";
  EXPECT_EQ(this_core().parks, 1u);
  expect_at_rest();
}

TEST_F(NoteTest, SpuriousReturnsGoBackToSleep) {
  machine.on_park = [&] {
    if (this_core().parks == 5) notewakeup(note);
  };
  notesleep(note);
  EXPECT_EQ(this_core().parks, 5u);
  expect_at_rest();
}

TEST_F(NoteTest, ClearedItCanBeUsedAgain) {
  machine.on_park = [&] { notewakeup(note); };
  for (int i = 0; i < 3; i++) {
    notesleep(note);
    EXPECT_EQ(note.key.load(relaxed), 1u);
    noteclear(note);
  }
  EXPECT_EQ(this_core().parks, 3u);
}

TEST_F(NoteTest, NotClearedItDoesNotSleepAgain) {
  notewakeup(note);
  notesleep(note);
  notesleep(note);
  EXPECT_EQ(this_core().parks, 0u);
}

TEST_F(NoteTest, AnIdleSleepCancelsTheTimer) {
  m().armed_ns.store(5'000'000, relaxed);
  machine.on_park = [&] { notewakeup(note); };
  notesleep(note);
  EXPECT_EQ(this_core().deadlines, 1u);
  EXPECT_EQ(this_core().deadline_ns, arch::kNever);
  EXPECT_EQ(m().armed_ns.load(relaxed), arch::kNever);
}

TEST_F(NoteTest, ATimerThatIsOffIsLeftAlone) {
  machine.on_park = [&] { notewakeup(note); };
  notesleep(note);
  EXPECT_EQ(this_core().deadlines, 0u);
}

TEST_F(NoteTest, DoubleWakeupIsFatal) {
  notewakeup(note);
  EXPECT_FATAL("notewakeup - double wakeup", notewakeup(note));
}

TEST_F(NoteTest, ASecondSleeperIsFatal) {
  machine.on_park = [&] {
    become(1);
    EXPECT_FATAL("notesleep - waitm out of sync", notesleep(note));
    this_core().masked = 0;
    become(0);
    notewakeup(note);
  };
  notesleep(note);
}

TEST_F(NoteTest, SleepOffG0IsFatal) {
  G* gp = new_g(GStatus::running);
  gp->m = &m();
  arch::setg(gp);
  EXPECT_FATAL("notesleep not on g0", notesleep(note));
  EXPECT_FATAL("notesleep not on g0", notetsleep(note, 1));
}

TEST_F(NoteTest, TwoThreadsHandOverWhatWasWritten) {
  constexpr uint32_t kRounds = 2000;
  Note there{}, back{};
  uint32_t letter = 0;
  std::thread other = on_core(1, [&] {
    for (uint32_t i = 0; i < kRounds; i++) {
      notesleep(there);
      noteclear(there);
      letter++;
      notewakeup(back);
    }
  });
  for (uint32_t i = 0; i < kRounds; i++) {
    letter++;
    notewakeup(there);
    notesleep(back);
    noteclear(back);
    ASSERT_EQ(letter, 2 * i + 2);
  }
  other.join();
}

}  // namespace
}  // namespace burrow

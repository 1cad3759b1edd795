// arch/<isa>/switch.S and gostartcallfn, unchanged, as a user program: the contract of arch.h, "switch".
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/switch/coroutine.h"
#include "tests/unit/switch/registers.h"

namespace burrow::arch {
namespace {

Gobuf test_buf;       // the test's own execution
TestStack g0_stack;   // what mcall moves to
char const* upcall;   // the last one reached
uintptr_t upcall_frame;

[[noreturn]] void back_to_test() { arch_gogo(&test_buf); }

void switch_to(Gobuf* to) { arch_mcall(&test_buf, g0_stack.top(), resume, disguise(to)); }

void note_upcall(char const* name, void* frame) {
  upcall = name;
  upcall_frame = reinterpret_cast<uintptr_t>(frame);
}

void expect_equal(Registers const& seen, Registers const& expected) {
  for (uint32_t i = 0; i < kRegisterCount; i++) EXPECT_EQ(seen.value[i], expected.value[i]) << kRegisterNames[i];
}

struct Switch : testing::Test {
  void SetUp() override {
    upcall = "none";
    entry_record = {};
  }
};

void spoil_and_return(G* gp) { gogo_with_registers(reinterpret_cast<Registers*>(gp), &test_buf); }

TEST_F(Switch, CalleeSavedRegistersAreKept) {
  for (uint64_t seed = 0; seed < 8; seed++) {
    Registers const before = pattern(seed);
    Registers spoiled = pattern(seed + 101);
    Registers after{};
    mcall_with_registers(&before, &after, &test_buf, g0_stack.top(), spoil_and_return, disguise(&spoiled));
    expect_equal(after, before);
  }
}

TEST_F(Switch, TheFirstFrameIsAsACallAndHasDefaultControlState) {
  int argument;
  Coroutine coroutine(record_entry, &argument);
  for (uint64_t seed : {0, 1}) {
    gostartcallfn(&coroutine.buf, coroutine.stack.top(), record_entry, &argument);
    Registers const before = pattern(seed);
    Registers after{};
    mcall_with_registers(&before, &after, &test_buf, g0_stack.top(), resume, disguise(&coroutine.buf));
    EXPECT_EQ(entry_record.argument, reinterpret_cast<uint64_t>(&argument));
    EXPECT_EQ((entry_record.sp + kCallPushes) % 16, 0u);
    EXPECT_LE(entry_record.sp, coroutine.stack.top());
    EXPECT_GE(entry_record.sp, coroutine.stack.top() - 64);
    EXPECT_EQ(entry_record.frame_pointer, 0u) << "backtraces end here";
    for (uint32_t i = 0; i < kControlCount; i++) EXPECT_EQ(entry_record.control[i], kDefaultControl[i]) << i;
    expect_equal(after, before);
  }
}

TEST_F(Switch, McallCallsOnTheOtherStack) {
  TestStack stack;
  G* const gp = disguise(&stack);
  arch_mcall(&test_buf, stack.top(), reinterpret_cast<void (*)(G*)>(record_entry), gp);
  EXPECT_EQ(entry_record.argument, reinterpret_cast<uint64_t>(gp));
  EXPECT_EQ(entry_record.sp + kCallPushes, stack.top());
  EXPECT_EQ(stack.top() % 16, 0u);
  EXPECT_EQ(entry_record.frame_pointer, 0u);
}

TEST_F(Switch, GostartcallfnWritesALittleBelowTheTopOnly) {
  TestStack stack;
  Gobuf buf{};
  uintptr_t const top = stack.top() - 4096;
  gostartcallfn(&buf, top, record_entry, nullptr);
  EXPECT_LT(buf.sp, top);
  EXPECT_GE(buf.sp, top - 256);
  for (unsigned char* byte = stack.lo(); byte < reinterpret_cast<unsigned char*>(stack.top()); byte++) {
    uintptr_t const at = reinterpret_cast<uintptr_t>(byte);
    if (at >= buf.sp && at < top) continue;
    ASSERT_EQ(*byte, TestStack::kUntouched) << top - at;
  }
}

TEST_F(Switch, AFunctionThatReturnsReachesGoexit) {
  static int runs = 0;
  Coroutine coroutine([](void*) { runs++; }, nullptr);
  switch_to(&coroutine.buf);
  EXPECT_EQ(runs, 1);
  EXPECT_STREQ(upcall, "goexit_upcall");
  EXPECT_EQ(upcall_frame % 16, 0u);
  EXPECT_GT(upcall_frame, reinterpret_cast<uintptr_t>(coroutine.stack.lo()));
  EXPECT_LT(upcall_frame, coroutine.stack.top());
}

TEST_F(Switch, AnMcallThatReturnsReachesBadmcall2) {
  arch_mcall(&test_buf, g0_stack.top(), [](G*) {}, nullptr);
  EXPECT_STREQ(upcall, "badmcall2");
  EXPECT_EQ(upcall_frame % 16, 0u);
}

// Three in a circle, each with registers of its own: a, b, c, a, b, c, …
struct Ring {
  static constexpr int kLaps = 100;
  struct Member {
    Coroutine coroutine;
    Ring* ring;
    char name;
    uint32_t place;
  };
  std::vector<Member> members{3};
  std::string order;
  int wrong = 0;

  Ring() {
    for (uint32_t i = 0; i < 3; i++) {
      members[i].ring = this;
      members[i].name = static_cast<char>('a' + i);
      members[i].place = i;
      gostartcallfn(&members[i].coroutine.buf, members[i].coroutine.stack.top(), run, &members[i]);
    }
  }
  static void run(void* arg) {
    Member& self = *static_cast<Member*>(arg);
    Member& next = self.ring->members[(self.place + 1) % 3];
    for (int lap = 0; lap < kLaps; lap++) {
      self.ring->order += self.name;
      Registers const mine = pattern(static_cast<uint64_t>(lap) * 3 + self.place);
      Registers seen{};
      mcall_with_registers(&mine, &seen, &self.coroutine.buf, g0_stack.top(), resume, disguise(&next.coroutine.buf));
      for (uint32_t i = 0; i < kRegisterCount; i++) self.ring->wrong += seen.value[i] != mine.value[i];
    }
  }
};

TEST_F(Switch, ThreeInTurnEachWithItsOwnRegisters) {
  Ring ring;
  switch_to(&ring.members[0].coroutine.buf);
  std::string expected;
  for (int lap = 0; lap < Ring::kLaps; lap++) expected += "abc";
  EXPECT_EQ(ring.order, expected);
  EXPECT_EQ(ring.wrong, 0);
  EXPECT_STREQ(upcall, "goexit_upcall") << "a has run to its end";
}

struct Counter {
  Gobuf buf;
  uint64_t count;
};

void count_for_ever(void* arg) {
  Counter& counter = *static_cast<Counter*>(arg);
  while (true) {
    counter.count++;
    arch_mcall(&counter.buf, g0_stack.top(), resume, disguise(&test_buf));
  }
}

TEST_F(Switch, AMillionSwitches) {
  constexpr uint64_t kRounds = 500'000;
  Counter counter{};
  TestStack stack;
  gostartcallfn(&counter.buf, stack.top(), count_for_ever, &counter);
  switch_to(&counter.buf);
  uintptr_t const at_rest = counter.buf.sp;
  for (uint64_t i = 1; i < kRounds; i++) switch_to(&counter.buf);
  EXPECT_EQ(counter.count, kRounds);
  EXPECT_EQ(counter.buf.sp, at_rest) << "the stack neither grows nor shrinks";
}

}  // namespace

extern "C" {
void entry_recorded(void*) { back_to_test(); }

void goexit_upcall() {
  note_upcall("goexit_upcall", __builtin_frame_address(0));
  back_to_test();
}

void badmcall2() {
  note_upcall("badmcall2", __builtin_frame_address(0));
  back_to_test();
}
}

}  // namespace burrow::arch

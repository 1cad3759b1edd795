// runtime/sched/traceback: Go's text, from headers to stacks that are too deep to show.
#include <string>

#include "runtime/base/fatal.h"
#include "runtime/base/findfunc.h"
#include "runtime/sched/proc.h"
#include "tests/support/bench.h"

namespace burrow {

// Half of the addresses belong to tasks.
bool in_task_text(uintptr_t pc) { return pc >= 0x8000 && pc < 0x10000; }

namespace {

using bench::machine;

// Functions begin at multiples of 0x100, and line n is at offset n.
bool find_in_tables(uintptr_t pc, Func* func) {
  struct Row {
    uintptr_t entry;
    char const* name;
    char const* file;
  };
  static constexpr Row kRows[] = {{0x1000, "burrow::mcall", "stack.cpp"},
                                  {0x1100, "burrow::Gosched", "preempt.cpp"},
                                  {0x1200, "asyncPreempt", "preempt.S"},
                                  {0x8000, "burrow::tasks::leaf", "leaf.cpp"},
                                  {0x8100, "burrow::tasks::middle", "middle.cpp"},
                                  {0x8200, "burrow::tasks::root", nullptr}};
  for (Row const& row : kRows) {
    if (pc >= row.entry && pc < row.entry + 0x100) {
      *func = {row.name, row.entry, row.file, row.file == nullptr ? 0 : static_cast<uint32_t>(pc - row.entry),
               Func::kInRecord};
      return true;
    }
  }
  return false;
}

constexpr int64_t kMinute_ns = 60'000'000'000;

struct Traceback : bench::Bench {
  static constexpr size_t kWords = 1024;
  std::array<uintptr_t, kWords> stack{};
  arch::Context saved{};
  size_t top = kWords;  // records fill the stack from its end

  Traceback() {
    findfunc_hook = find_in_tables;
  }
  ~Traceback() override { findfunc_hook = nullptr; }

  uintptr_t address(size_t word) { return reinterpret_cast<uintptr_t>(stack.data() + word); }

  // A call that returns to pc, below those there are.
  void calls(uintptr_t pc) {
    uintptr_t const caller = top == kWords ? 0 : address(top);
    top -= 2;
    stack[top] = caller;
    stack[top + 1] = pc;
  }

  // Gives gp the stack that calls() has built, left at pc.
  void leave(G& gp, uintptr_t pc) {
    saved = {pc, address(top), address(top), 0};
    gp.stack = {address(0), address(kWords)};
    gp.sched.sp = reinterpret_cast<uintptr_t>(&saved);
  }

  std::string header(G const& gp) {
    machine.console.clear();
    goroutineheader(&gp);
    return machine.console;
  }
  std::string trace(G const& gp) {
    machine.console.clear();
    traceback(&gp);
    return machine.console;
  }
};

TEST_F(Traceback, HeadersSayTheState) {
  EXPECT_EQ(header(list_g(GStatus::runnable)), "goroutine 1 [runnable]:\n");
  EXPECT_EQ(header(list_g(GStatus::running, WaitReason::semacquire)), "goroutine 2 [running]:\n");
  EXPECT_EQ(header(list_g(GStatus::syscall)), "goroutine 3 [syscall]:\n");
  EXPECT_EQ(header(list_g(GStatus::waiting)), "goroutine 4 [waiting]:\n");
  EXPECT_EQ(header(list_g(GStatus::waiting, WaitReason::semacquire)), "goroutine 5 [semacquire]:\n");
  EXPECT_EQ(header(list_g(static_cast<GStatus>(7))), "goroutine 6 [???]:\n");
}

TEST_F(Traceback, HeadersSayThatSomeoneLooks) {
  G& gp = list_g(GStatus::runnable);
  gp.atomicstatus.store(0x1001, relaxed);
  EXPECT_EQ(header(gp), "goroutine 1 [runnable (scan)]:\n");
  gp.atomicstatus.store(0x1004, relaxed);
  gp.waitreason = WaitReason::waitgroup;
  EXPECT_EQ(header(gp), "goroutine 1 [sync.WaitGroup.Wait (scan)]:\n");
}

TEST_F(Traceback, HeadersSayForHowManyMinutes) {
  G& waits = list_g(GStatus::waiting, WaitReason::semacquire);
  G& calls = list_g(GStatus::syscall);
  G& runnable = list_g(GStatus::runnable);
  machine.now_ns = waits.waitsince + kMinute_ns - 1;
  EXPECT_EQ(header(waits), "goroutine 1 [semacquire]:\n");
  machine.now_ns = waits.waitsince + kMinute_ns;
  EXPECT_EQ(header(waits), "goroutine 1 [semacquire, 1 minutes]:\n");
  machine.now_ns = waits.waitsince + 123 * kMinute_ns;
  EXPECT_EQ(header(calls), "goroutine 2 [syscall, 123 minutes]:\n");
  EXPECT_EQ(header(runnable), "goroutine 3 [runnable]:\n");
}

TEST_F(Traceback, FramesOfTasksAndTheFunctionsTheyCall) {
  G& gp = list_g(GStatus::waiting);
  gp.gopc = 0x8211;
  calls(0x8210);
  calls(0x8110);
  calls(0x8009);
  calls(0x1108);
  leave(gp, 0x1005);
  EXPECT_EQ(trace(gp),
            "burrow::Gosched(...)\n\tpreempt.cpp:7 +0x8\n"
            "burrow::tasks::leaf(...)\n\tleaf.cpp:8 +0x9\n"
            "burrow::tasks::middle(...)\n\tmiddle.cpp:15 +0x10\n"
            "burrow::tasks::root(...)\n\t?:0 +0x10\n"
            "created by burrow::tasks::root\n\t?:0 +0x11\n");
}

TEST_F(Traceback, AStackWithoutSuchFramesShowsAll) {
  G& gp = list_g(GStatus::waiting);
  calls(0x1009);
  leave(gp, 0x1005);
  EXPECT_EQ(trace(gp), "burrow::mcall(...)\n\tstack.cpp:4 +0x5\nburrow::mcall(...)\n\tstack.cpp:8 +0x9\n");
}

TEST_F(Traceback, AnInterruptedFunctionWasNotCalling) {
  machine.async_preempt_pc = 0x1230;
  G& gp = list_g(GStatus::runnable);
  calls(0x8110);
  calls(0x8008);
  calls(0x1230);
  leave(gp, 0x1005);
  EXPECT_EQ(trace(gp),
            "burrow::tasks::leaf(...)\n\tleaf.cpp:8 +0x8\n"
            "burrow::tasks::middle(...)\n\tmiddle.cpp:15 +0x10\n");
}

TEST_F(Traceback, OneThatHasNotRunIsAtItsBeginning) {
  G& gp = list_g(GStatus::runnable);
  gp.gopc = 0x8110;
  gp.startfn = reinterpret_cast<void (*)()>(0x8000);
  leave(gp, 0x1005);
  saved.fp = 0;
  EXPECT_EQ(trace(gp),
            "burrow::tasks::leaf(...)\n\tleaf.cpp:0\n"
            "created by burrow::tasks::middle\n\tmiddle.cpp:15 +0x10\n");
}

TEST_F(Traceback, ASystemCallIsWhereItWasEntered) {
  G& gp = list_g(GStatus::syscall);
  calls(0x8110);
  leave(gp, 0x8020);
  gp.sched.sp = 0;
  gp.syscallpc = 0x8009;
  gp.syscallsp = gp.syscallbp = address(top);
  EXPECT_EQ(trace(gp),
            "burrow::tasks::leaf(...)\n\tleaf.cpp:8 +0x9\n"
            "burrow::tasks::middle(...)\n\tmiddle.cpp:15 +0x10\n");
}

// `depth` frames of leaf above one of middle. Returns how many of leaf are shown, and how many are said to be left out.
struct Shown {
  size_t frames;
  std::string elided;
};
Shown shown(std::string const& text) {
  Shown result{0, ""};
  for (size_t at = 0; (at = text.find("leaf(...)", at)) != std::string::npos; at++) result.frames++;
  size_t const dots = text.find("...", text.find("\n..."));
  if (text.find("\n...") != std::string::npos) result.elided = text.substr(dots, text.find('\n', dots) - dots);
  return result;
}

TEST_F(Traceback, ADeepStackIsCutInTheMiddle) {
  G& gp = list_g(GStatus::waiting);
  calls(0x8110);
  for (uint32_t depth = 1; depth <= 250; depth++) {
    leave(gp, 0x8009);
    Shown const now = shown(trace(gp));
    EXPECT_EQ(now.frames, depth < 100 ? depth : 99) << depth;
    EXPECT_EQ(now.elided, depth < 100 ? "" : "..." + std::to_string(depth - 99) + " frames elided...") << depth;
    EXPECT_NE(machine.console.find("middle"), std::string::npos) << "the outermost is shown";
    calls(0x8009);
  }
}

TEST_F(Traceback, WithoutNamesThereAreAddresses) {
  findfunc_hook = nullptr;
  G& gp = list_g(GStatus::waiting);
  gp.gopc = 0x8211;
  calls(0x8110);
  leave(gp, 0x1005);
  EXPECT_EQ(trace(gp), "?(...)\n\tpc=0x8110\ncreated by ?\n\tpc=0x8211\n");
}

TEST_F(Traceback, LongNamesAreCut) {
  static std::string const name(1000, 'n');
  findfunc_hook = [](uintptr_t, Func* func) {
    *func = {name.c_str(), 0x8000, name.c_str(), 1, Func::kInRecord};
    return true;
  };
  G& gp = list_g(GStatus::waiting);
  leave(gp, 0x8001);
  std::string const text = trace(gp);
  EXPECT_LT(text.size(), 800u);
  EXPECT_NE(text.find("n(...)\n\tn"), std::string::npos);
  EXPECT_EQ(text.back(), '\n');
}

bool nobody_stopped(uint32_t, arch::Context*) { return false; }

struct Others : Traceback {
  std::string others(G const* me = nullptr, StoppedAt stopped_at = nobody_stopped) {
    machine.console.clear();
    tracebackothers(me, stopped_at);
    return machine.console;
  }
};

TEST_F(Others, AllThatLiveButMe) {
  G& me = list_g(GStatus::running);
  list_g(GStatus::running).is_g0 = true;
  list_g(GStatus::dead);
  list_g(GStatus::idle);
  G& other = list_g(GStatus::waiting, WaitReason::semacquire);
  leave(other, 0x8005);
  EXPECT_EQ(others(&me), "\ngoroutine 5 [semacquire]:\nburrow::tasks::leaf(...)\n\tleaf.cpp:4 +0x5\n");
}

TEST_F(Others, ARunningOneWhoseCoreDidNotStop) {
  G& gp = list_g(GStatus::running);
  gp.m = &m(1);
  gp.gopc = 0x8110;
  EXPECT_EQ(others(),
            "\ngoroutine 1 [running]:\n\tgoroutine running on other thread; stack unavailable\n"
            "created by burrow::tasks::middle\n\tmiddle.cpp:15 +0x10\n");
  EXPECT_EQ(others(nullptr, nullptr), machine.console);
}

arch::Context stopped;
uint32_t asked;
bool all_stopped(uint32_t core, arch::Context* at) {
  asked = core;
  *at = stopped;
  return true;
}

TEST_F(Others, ARunningOneIsTracedFromWhereItsCoreStopped) {
  G& gp = list_g(GStatus::running);
  gp.m = &m(3);
  calls(0x8110);
  leave(gp, 0);
  gp.sched.sp = 0;
  stopped = {0x8008, address(top), address(top), 0};
  EXPECT_EQ(others(nullptr, all_stopped),
            "\ngoroutine 1 [running]:\nburrow::tasks::leaf(...)\n\tleaf.cpp:8 +0x8\n"
            "burrow::tasks::middle(...)\n\tmiddle.cpp:15 +0x10\n");
  EXPECT_EQ(asked, 3u);
  stopped.sp = gp.stack.hi + 8;  // in a handler
  EXPECT_NE(others(nullptr, all_stopped).find("stack unavailable"), std::string::npos);
}

TEST_F(Others, ARunningOneOnItsSystemStack) {
  G& gp = list_g(GStatus::running);
  gp.m = &m(3);
  leave(gp, 0x8009);
  EXPECT_EQ(others(), "\ngoroutine 1 [running]:\nburrow::tasks::leaf(...)\n\tleaf.cpp:8 +0x9\n");
}

TEST_F(Others, EndAfterAHundred) {
  for (int i = 0; i < 103; i++) leave(list_g(GStatus::waiting, WaitReason::semacquire), 0x8005);
  std::string const text = others();
  EXPECT_NE(text.find("\ngoroutine 100 [semacquire]:\n"), std::string::npos);
  EXPECT_EQ(text.find("\ngoroutine 101 "), std::string::npos);
  EXPECT_NE(text.find("+0x5\n\n...3 goroutines not shown\n"), std::string::npos);
}

}  // namespace
}  // namespace burrow

// The reference itself, on programs whose outcomes are known by thought. What this gets wrong nobody else would notice.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "tests/differ/explore.h"
#include "tests/differ/parse.h"

namespace burrow::differ {
namespace {

using Set = std::set<std::string>;

std::string const kAsleep = "fatal error: all goroutines are asleep - deadlock!";

// Lines are separated by semicolons.
Program program(std::string text) {
  for (char& c : text) {
    c = c == ';' ? '\n' : c;
  }
  std::istringstream in("program 1\n" + text + "\nend\n");
  return parse(in).at(0).program;
}

Set outcomes(std::string const& text, Mode mode = Mode::loose) {
  Set seen;
  size_t states = 0;
  EXPECT_TRUE(explore(program(text), mode, {}, seen, states));
  return seen;
}

TEST(Channels, HandOver) { EXPECT_EQ(outcomes("c0 chan 0;main;go g1;recv c0;g1;send c0 7"), Set({"ok|7|"})); }

TEST(Channels, ANilOneBlocksForEver) {
  EXPECT_EQ(outcomes("c0 chan nil;main;recv c0"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("c0 chan nil;main;send c0 1"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("c0 chan nil;main;try_recv c0;try_send c0 1;len c0;cap c0"), Set({"ok|n n l0 c0"}));
}

TEST(Channels, AFullOneBlocks) {
  EXPECT_EQ(outcomes("c0 chan 2;main;send c0 1;send c0 2;len c0;cap c0;try_send c0 3;send c0 4"), Set({kAsleep + "|l2 c2 n"}));
}

TEST(Channels, ABufferKeepsTheOrder) {
  EXPECT_EQ(outcomes("c0 chan 1;main;go g1;recv c0;recv c0;recv c0;g1;send c0 1;send c0 2;send c0 3"), Set({"ok|1 2 3|"}));
}

TEST(Channels, ACloseIsSeenAfterTheValues) {
  EXPECT_EQ(outcomes("c0 chan 2;main;send c0 1;close c0;recv_ok c0;recv_ok c0;recv c0;try_recv c0;range c0"),
            Set({"ok|1+ 0- 0 0- ."}));
}

TEST(Channels, ACloseWakesEachReceiver) {
  EXPECT_EQ(outcomes("c0 chan 0;w0 waitgroup;main;add w0 2;go g1;go g2;close c0;wait w0;g1;recv_ok c0;done w0;g2;range c0;done w0"),
            Set({"ok||0-|."}));
}

TEST(Channels, ACloseKillsASender) {
  EXPECT_EQ(outcomes("c0 chan 0;main;go g1;close c0;select;g1;send c0 1"), Set({"panic: send on closed channel"}));
}

TEST(Channels, Misuse) {
  EXPECT_EQ(outcomes("c0 chan 1;main;close c0;send c0 1"), Set({"panic: send on closed channel"}));
  EXPECT_EQ(outcomes("c0 chan 1;main;close c0;try_send c0 1"), Set({"panic: send on closed channel"}));
  EXPECT_EQ(outcomes("c0 chan 0;main;close c0;close c0"), Set({"panic: close of closed channel"}));
  EXPECT_EQ(outcomes("c0 chan nil;main;close c0"), Set({"panic: close of nil channel"}));
}

TEST(Channels, MainDoesNotWaitForAPanic) {
  EXPECT_EQ(outcomes("c0 chan nil;main;go g1;g1;close c0"), Set({"ok||", "panic: close of nil channel"}));
}

TEST(Channels, WhoCameFirstIsServedFirstWhenTimeIsExact) {
  std::string const text = "c0 chan 0;main;go g1;go g2;sleep 3;send c0 1;send c0 2;sleep 1;g1;sleep 1;recv c0;g2;sleep 2;recv c0";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok||1|2"}));
  EXPECT_TRUE(outcomes(text).contains("ok||2|1"));
}

TEST(Channels, AReceiverThatWaitsMakesAnAttemptToSendSucceed) {
  EXPECT_EQ(outcomes("c0 chan 0;main;go g1;sleep 1;try_send c0 5;sleep 1;g1;recv c0", Mode::exact), Set({"ok|y|5"}));
  EXPECT_EQ(outcomes("c0 chan 0;main;go g1;try_send c0 5;g1;recv c0"), Set({"ok|n|", "ok|y|", "ok|y|5"}));
}

TEST(Records, AreBeginnings) {
  EXPECT_EQ(outcomes("c0 chan 2;main;go g1;g1;len c0;cap c0"), Set({"ok||", "ok||l0", "ok||l0 c2"}));
}

TEST(Select, ChoosesAnyThatIsReady) {
  EXPECT_EQ(outcomes("c0 chan 1;c1 chan 1;main;send c1 1;select recv c0 / send c0 3 / recv c1 / default"),
            Set({"ok|s1", "ok|s2:1+"}));
}

TEST(Select, TakesTheDefaultOnlyIfNothingIsReady) {
  EXPECT_EQ(outcomes("c0 chan 0;main;select recv c0 / send c0 1 / default"), Set({"ok|s2"}));
  EXPECT_EQ(outcomes("c0 chan 0;main;close c0;select recv c0 / default"), Set({"ok|s0:0-"}));
}

TEST(Select, WithoutACaseBlocks) {
  EXPECT_EQ(outcomes("c0 chan nil;main;select"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("c0 chan nil;main;select recv c0 / send c0 1"), Set({kAsleep + "|"}));
}

TEST(Select, LeavesAllQueues) {
  std::string const text = "c0 chan 0;c1 chan 0;main;go g1;sleep 1;send c0 1;try_send c1 2;sleep 1;g1;select recv c0 / recv c1";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok|n|s0:1+"}));
}

TEST(Select, OfCasesAlikeAnyIsChosenAlsoOfThoseThatWait) {
  EXPECT_EQ(outcomes("c0 chan 0;main;go g1;sleep 1;send c0 1;sleep 1;g1;select recv c0 / recv c0", Mode::exact),
            Set({"ok||s0:1+", "ok||s1:1+"}));
}

TEST(Select, NeverMeetsItself) {
  EXPECT_EQ(outcomes("c0 chan 0;main;select send c0 1 / recv c0"), Set({kAsleep + "|"}));
}

TEST(Select, AnAfterIsLateOnlyWhereTimeIsNotExact) {
  std::string const text = "c0 chan 0;main;go g1;select recv c0 / after 2;g1;sleep 1;send c0 1";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok|s0:1+|"}));
  EXPECT_EQ(outcomes(text), Set({"ok|s0:1+|", "ok|s1:T|"}));
}

TEST(Locks, Exclude) {
  EXPECT_EQ(outcomes("m0 mutex;c0 chan 2;w0 waitgroup;main;add w0 1;go g1;lock m0;len c0;send c0 1;len c0;unlock m0;wait w0;"
                     "g1;lock m0;len c0;send c0 2;len c0;unlock m0;done w0"),
            Set({"ok|l0 l1|l1 l2", "ok|l1 l2|l0 l1"}));
}

TEST(Locks, Misuse) {
  EXPECT_EQ(outcomes("m0 mutex;main;unlock m0"), Set({"fatal error: sync: unlock of unlocked mutex"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;unlock r0"), Set({"fatal error: sync: Unlock of unlocked RWMutex"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;runlock r0"), Set({"fatal error: sync: RUnlock of unlocked RWMutex"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;lock r0;runlock r0"), Set({"fatal error: sync: RUnlock of unlocked RWMutex"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;rlock r0;unlock r0"), Set({"fatal error: sync: Unlock of unlocked RWMutex"}));
  EXPECT_EQ(outcomes("m0 mutex;main;lock m0;lock m0"), Set({kAsleep + "|"}));
}

TEST(Locks, AnAttemptSucceedsOnAFreeOne) {
  EXPECT_EQ(outcomes("m0 mutex;main;try_lock m0;try_lock m0;unlock m0;try_lock m0"), Set({"ok|y n y"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;try_rlock r0;try_rlock r0;try_lock r0;runlock r0;runlock r0;try_lock r0;try_rlock r0"),
            Set({"ok|y y n y n"}));
}

TEST(Locks, AWriterThatWaitsKeepsReadersOut) {
  EXPECT_EQ(outcomes("r0 rwmutex;main;rlock r0;go g1;sleep 1;try_rlock r0;runlock r0;sleep 1;g1;lock r0;sleep 5", Mode::exact),
            Set({"ok|n|"}));
  EXPECT_EQ(outcomes("r0 rwmutex;main;rlock r0;go g1;sleep 1;rlock r0;g1;lock r0", Mode::exact), Set({kAsleep + "||"}));
}

TEST(Groups, Wait) {
  EXPECT_EQ(outcomes("w0 waitgroup;c0 chan 2;main;add w0 2;go g1;go g2;wait w0;len c0;g1;send c0 1;done w0;g2;send c0 1;done w0"),
            Set({"ok|l2||"}));
  EXPECT_EQ(outcomes("w0 waitgroup;main;add w0 1;wait w0"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("w0 waitgroup;main;wait w0;done w0"), Set({"panic: sync: negative WaitGroup counter"}));
}

TEST(Groups, AreNotUsedAgainTooSoon) {
  std::string const reused = "panic: sync: WaitGroup is reused before previous Wait has returned";
  EXPECT_EQ(outcomes("w0 waitgroup;main;add w0 1;go g1;wait w0;g1;done w0;add w0 1"), Set({"ok||", reused, kAsleep + "||"}));
  EXPECT_EQ(outcomes("w0 waitgroup;main;add w0 1;go g1;go g2;wait w0;g1;done w0;g2;add w0 1"),
            Set({"ok|||", reused, kAsleep + "|||", "panic: sync: WaitGroup misuse: Add called concurrently with Wait"}));
}

TEST(Onces, RunOnceAndAllOthersWait) {
  EXPECT_EQ(outcomes("o0 once;c0 chan 2;w0 waitgroup;main;add w0 1;go g1;once o0 send c0 1;len c0;wait w0;"
                     "g1;once o0 send c0 2;len c0;done w0"),
            Set({"ok|no l1|ran l1", "ok|ran l1|no l1"}));
}

TEST(Conds, ServeInTheOrderOfTheLock) {
  std::string const text = "m0 mutex;k0 cond m0;c0 chan 2;main;go g1;go g2;sleep 1;signal k0;sleep 1;len c0;"
                           "g1;lock m0;send c0 1;len c0;cond_wait k0;try_recv c0;unlock m0;"
                           "g2;lock m0;send c0 2;len c0;cond_wait k0;try_recv c0;unlock m0";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok|l1|l1 1+|l2", "ok|l1|l2|l1 2+"}));
}

TEST(Conds, ASignalToNobodyIsLost) {
  EXPECT_EQ(outcomes("m0 mutex;k0 cond m0;main;signal k0;lock m0;cond_wait k0"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("m0 mutex;k0 cond m0;main;broadcast k0;lock m0;cond_wait k0"), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes("m0 mutex;k0 cond m0;main;cond_wait k0"), Set({"fatal error: sync: unlock of unlocked mutex"}));
}

TEST(Timers, StopMeansThatNothingComes) {
  std::string const text = "t0 timer 1;main;stop t0;len t0;cap t0;stop t0";
  EXPECT_EQ(outcomes(text), Set({"ok|y l0 c0 n"}));
  EXPECT_EQ(outcomes(text, Mode::go), Set({"ok|y l0 c1 n", "ok|n l0 c1 n", "ok|n l1 c1 n"}));
}

TEST(Timers, ResetForgetsTheOldValue) {
  std::string const text = "t0 timer 1;main;sleep 2;reset t0 2;try_recv t0;recv t0;try_recv t0";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok|y n T n"}));
  EXPECT_TRUE(outcomes(text, Mode::go).contains("ok|n T+ T n"));
}

TEST(Timers, TickAgain) {
  EXPECT_EQ(outcomes("t0 ticker 2;main;recv t0;try_recv t0;sleep 3;try_recv t0;stop t0", Mode::exact), Set({"ok|T n T+"}));
}

TEST(Timers, FunctionsRunOnceAndNotIfStopped) {
  EXPECT_EQ(outcomes("c0 chan 1;t0 func 2 g1;main;sleep 1;stop t0;sleep 5;len c0;g1;send c0 1", Mode::exact), Set({"ok|y l0|"}));
  EXPECT_EQ(outcomes("c0 chan 1;t0 func 2 g1;main;recv c0;stop t0;g1;send c0 1"), Set({"ok|1 n|"}));
}

TEST(Timers, OneThatNobodyWaitsForDoesNotHideADeadlock) {
  EXPECT_EQ(outcomes("c0 chan 0;t0 timer 2;main;recv c0"), Set({kAsleep + "|"}));
  std::string const ticker = "c0 chan 0;t0 ticker 2;main;recv c0";
  EXPECT_EQ(outcomes(ticker), Set({kAsleep + "|"}));
  EXPECT_EQ(outcomes(ticker, Mode::exact), Set({kAsleep + "|"}));
  EXPECT_FALSE(judge(program(ticker)).fits) << "before Go 1.23 it ticks for ever";
}

TEST(Timers, SleepersWakeInOrderWhenTimeIsExact) {
  std::string const text = "c0 chan 2;main;go g1;go g2;recv c0;recv c0;g1;sleep 2;send c0 1;g2;sleep 1;send c0 2";
  EXPECT_EQ(outcomes(text, Mode::exact), Set({"ok|2 1||"}));
  EXPECT_EQ(outcomes(text), Set({"ok|2 1||", "ok|1 2||"}));
}

}  // namespace
}  // namespace burrow::differ

// runtime/model/gstatus.h: every pair of states against the table as the design has it, written down a second time.
#include "runtime/model/gstatus.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/model/waitreason.h"

namespace burrow {
namespace {

// Row: from. Column: to. Numbers 5 and 7 are no states.
//                             idle runnable running syscall waiting  5  dead   7  copystack preempted
constexpr char kLegal[][11] = {"......x...",   // idle
                               "..x.......",   // runnable
                               ".x.xx.x.x.",   // running
                               ".xx.......",   // syscall
                               ".x........",   // waiting
                               "..........",   // 5
                               ".x........",   // dead
                               "..........",   // 7
                               "..x.......",   // copystack
                               "....x....."};  // preempted

// States that the scan bit may be set on and cleared from; preempted only loses it.
constexpr char kScans[11] = ".xxxx.....";

TEST(GStatus, AllPairsAgreeWithTheTable) {
  for (uint32_t from = 0; from < kGStatusCount; from++) {
    for (uint32_t to = 0; to < kGStatusCount; to++) {
      bool const legal = gedge(static_cast<GStatus>(from), static_cast<GStatus>(to)) >= 0;
      EXPECT_EQ(legal, kLegal[from][to] == 'x') << from << " -> " << to;
    }
  }
}

TEST(GStatus, ScanPairsAgreeWithTheTable) {
  for (uint32_t from = 0; from < kGStatusCount; from++) {
    for (uint32_t to = 0; to < kGStatusCount; to++) {
      auto const a = static_cast<GStatus>(from), b = static_cast<GStatus>(to);
      bool const same = from == to && kScans[from] == 'x';
      EXPECT_EQ(gedge(a, with_scan(b)) >= 0, same || (a == GStatus::running && b == GStatus::preempted));
      EXPECT_EQ(gedge(with_scan(a), b) >= 0, same || (a == GStatus::preempted && b == GStatus::preempted));
      EXPECT_EQ(gedge(with_scan(a), with_scan(b)), -1);
    }
  }
}

TEST(GStatus, EachRowIsFoundUnderItsOwnNumberAndNamesItsVerb) {
  for (uint32_t row = 0; row < kGEdgeCount; row++) {
    EXPECT_EQ(gedge(kGEdges[row].from, kGEdges[row].to), static_cast<int>(row)) << "twice in the table";
    EXPECT_GT(std::string(kGEdges[row].by).size(), 0u);
  }
}

TEST(GStatus, NoEdgeForNumbersThatAreNoState) {
  EXPECT_EQ(gedge(static_cast<GStatus>(10), GStatus::running), -1);
  EXPECT_EQ(gedge(GStatus::running, static_cast<GStatus>(UINT32_MAX)), -1);
  EXPECT_EQ(gedge(static_cast<GStatus>(17), GStatus::running), -1);
}

TEST(GStatus, EveryStateThatCanBeEnteredCanBeLeft) {
  for (GEdge const& in : kGEdges) {
    bool left = false;
    for (GEdge const& out : kGEdges) left |= out.from == in.to;
    EXPECT_TRUE(left) << gstatus_name(in.to);
  }
}

TEST(GStatus, Names) {
  char const* const names[] = {"idle", "runnable", "running", "syscall", "waiting", "???", "dead", "???", "copystack",
                               "preempted"};
  for (uint32_t number = 0; number < kGStatusCount; number++)
    EXPECT_STREQ(gstatus_name(static_cast<GStatus>(number)), names[number]);
  EXPECT_STREQ(gstatus_name(GStatus::scanwaiting), "waiting");
  EXPECT_STREQ(gstatus_name(static_cast<GStatus>(kGStatusCount)), "???");
  EXPECT_STREQ(gstatus_name(static_cast<GStatus>(UINT32_MAX)), "???");
}

TEST(WaitReason, Names) {
  EXPECT_STREQ(waitreason_name(WaitReason::zero), "");
  EXPECT_STREQ(waitreason_name(WaitReason::chan_receive_nil), "chan receive (nil chan)");
  EXPECT_STREQ(waitreason_name(WaitReason::chan_send_nil), "chan send (nil chan)");
  EXPECT_STREQ(waitreason_name(WaitReason::select), "select");
  EXPECT_STREQ(waitreason_name(WaitReason::select_no_cases), "select (no cases)");
  EXPECT_STREQ(waitreason_name(WaitReason::chan_receive), "chan receive");
  EXPECT_STREQ(waitreason_name(WaitReason::chan_send), "chan send");
  EXPECT_STREQ(waitreason_name(WaitReason::semacquire), "semacquire");
  EXPECT_STREQ(waitreason_name(WaitReason::waitgroup), "sync.WaitGroup.Wait");
  EXPECT_STREQ(waitreason_name(WaitReason::mutex_lock), "sync.Mutex.Lock");
  EXPECT_STREQ(waitreason_name(WaitReason::rwmutex_rlock), "sync.RWMutex.RLock");
  EXPECT_STREQ(waitreason_name(WaitReason::rwmutex_lock), "sync.RWMutex.Lock");
  EXPECT_STREQ(waitreason_name(WaitReason::cond_wait), "sync.Cond.Wait");
  EXPECT_STREQ(waitreason_name(WaitReason::preempted), "preempted");
  EXPECT_STREQ(waitreason_name(static_cast<WaitReason>(200)), "unknown wait reason");
}

}  // namespace
}  // namespace burrow

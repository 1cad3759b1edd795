// runtime/model/pstatus.h: every pair of states.
#include "runtime/model/pstatus.h"

#include <gtest/gtest.h>

namespace burrow {
namespace {

//                            idle running syscall gcstop dead
constexpr char kLegal[][6] = {".x.x.",   // idle
                              "x.xx.",   // running
                              "x..x.",   // syscall
                              "xx..x",   // gcstop
                              "...x."};  // dead

TEST(PStatus, AllPairsAgreeWithTheTable) {
  for (uint32_t from = 0; from < 5; from++) {
    for (uint32_t to = 0; to < 5; to++) {
      bool const legal = pedge(static_cast<PStatus>(from), static_cast<PStatus>(to)) >= 0;
      EXPECT_EQ(legal, kLegal[from][to] == 'x') << from << " -> " << to;
    }
  }
}

TEST(PStatus, EachRowIsFoundUnderItsOwnNumber) {
  for (uint32_t row = 0; row < kPEdgeCount; row++)
    EXPECT_EQ(pedge(kPEdges[row].from, kPEdges[row].to), static_cast<int>(row));
}

}  // namespace
}  // namespace burrow

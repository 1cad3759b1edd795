// kernel/symbols: the edges of the binary search, with a table of the test's own.
#include "kernel/symbols.h"

#include <gtest/gtest.h>

#include <string>

extern "C" {
uint64_t const burrow_symtab_count = 3;
burrow::Symbol const burrow_symtab[] = {{0x1000, "first"}, {0x1010, "second"}, {0x2000, "text_end"}};
}

namespace burrow {
namespace {

std::string name_of(uint64_t pc) {
  Line line;
  put_symbol(line, pc);
  return line.c_str();
}

TEST(Symbols, BeforeTheFirstThereIsNone) {
  EXPECT_EQ(find_symbol(0), nullptr);
  EXPECT_EQ(name_of(0xfff), "?");
}

TEST(Symbols, EveryAddressUpToTheNextBelongsToTheFunction) {
  EXPECT_EQ(name_of(0x1000), "first +0x0");
  EXPECT_EQ(name_of(0x100f), "first +0xf");
  EXPECT_EQ(name_of(0x1010), "second +0x0");
  EXPECT_EQ(name_of(0x1fff), "second +0xfef");
}

TEST(Symbols, ReturnAddressesBelongToTheCaller) {
  Line line;
  put_return_symbol(line, 0x1010);
  EXPECT_STREQ(line.c_str(), "first +0x10");
}

TEST(Symbols, BehindTheLastBelongsToTheLast) {
  EXPECT_EQ(name_of(0x2000), "text_end +0x0");
  EXPECT_EQ(name_of(UINT64_MAX), "text_end +0xffffffffffffdfff");
}

}  // namespace
}  // namespace burrow

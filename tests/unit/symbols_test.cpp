// kernel/symbols: the edges of the binary search, with tables of the test's own.
#include "kernel/symbols.h"

#include <gtest/gtest.h>

#include <string>

extern "C" {
uint64_t const burrow_symtab_count = 3;
burrow::Symbol const burrow_symtab[] = {{0x1000, "first"}, {0x1010, "second"}, {0x2000, ""}};
uint64_t const burrow_line_count = 4;
burrow::LineRow const burrow_lines[] = {{0x1000, 1, 0, 10}, {0x1008, 1, 2, 12}, {0x1010, 0, 255, 0}, {0x1800, 2, 0, 65535}};
char const* const burrow_files[] = {"", "a.cpp", "b.cpp"};
}

namespace burrow {
namespace {

std::string describe(uint64_t pc) {
  Func func;
  if (!findfunc(pc, &func)) return "?";
  std::string const place = func.file == nullptr ? "?" : func.file + (":" + std::to_string(func.line));
  return func.name + ("+" + std::to_string(pc - func.entry)) + " " + place;
}

TEST(Symbols, BeforeTheFirstThereIsNone) {
  EXPECT_EQ(find_symbol(0), nullptr);
  EXPECT_EQ(find_line(0xfff), nullptr);
  EXPECT_EQ(describe(0), "?");
  EXPECT_EQ(describe(0xfff), "?");
}

TEST(Symbols, EveryAddressUpToTheNextBelongsToTheRow) {
  EXPECT_EQ(describe(0x1000), "first+0 a.cpp:10");
  EXPECT_EQ(describe(0x1007), "first+7 a.cpp:10");
  EXPECT_EQ(describe(0x1008), "first+8 a.cpp:12");
  EXPECT_EQ(describe(0x100f), "first+15 a.cpp:12");
  EXPECT_EQ(describe(0x1800), "second+2032 b.cpp:65535");
  EXPECT_EQ(describe(0x1fff), "second+4079 b.cpp:65535");
}

TEST(Symbols, AFunctionWithoutLines) {
  EXPECT_EQ(describe(0x1010), "second+0 ?");
  EXPECT_EQ(describe(0x17ff), "second+2031 ?");
}

TEST(Symbols, EveryRowSaysWhereTheReturnAddressIs) {
  Func func;
  for (auto [pc, ret] : {std::pair{0x1000, 0}, {0x1008, 2}, {0x100f, 2}, {0x1010, 255}, {0x1800, 0}}) {
    EXPECT_TRUE(findfunc(pc, &func));
    EXPECT_EQ(func.ret, ret) << pc;
  }
}

TEST(Symbols, BehindTheLastThereIsNone) {
  EXPECT_EQ(describe(0x2000), "?");
  EXPECT_EQ(describe(UINT64_MAX), "?");
}

}  // namespace
}  // namespace burrow

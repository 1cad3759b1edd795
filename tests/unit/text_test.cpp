// runtime/base/text.h: numbers at their limits, columns, and that a full buffer cuts and never overflows.
#include "runtime/base/text.h"

#include <gtest/gtest.h>

#include <string>

namespace burrow {
namespace {

template <class... Parts>
std::string put(Parts... parts) {
  Text<200> text;
  text.put(parts...);
  return {text.data(), text.size()};
}

TEST(Text, WordsAndLetters) { EXPECT_EQ(put("a", 'b', "", "cd"), "abcd"); }

TEST(Text, NumbersAtTheirLimits) {
  EXPECT_EQ(put(0, ' ', -1, ' ', 42u), "0 -1 42");
  EXPECT_EQ(put(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(put(UINT64_MAX), "18446744073709551615");
  EXPECT_EQ(put(uint8_t{255}, ' ', int16_t{-32768}), "255 -32768");
}

TEST(Text, Hex) {
  EXPECT_EQ(put(hex(uint64_t{0}), ' ', hex(UINT64_MAX)), "0x0 0xffffffffffffffff");
  EXPECT_EQ(put(hex(reinterpret_cast<void const*>(0xbeef))), "0xbeef");
}

TEST(Text, ColumnsPadOnTheLeftAndNeverCut) {
  EXPECT_EQ(put(column(7, 4), column(-7, 4), column("ab", 4)), "   7  -7  ab");
  EXPECT_EQ(put(column(12345, 4), column("abcde", 0)), "12345abcde");
  EXPECT_EQ(put(column(hex(uint64_t{0xff}), 6)), "  0xff");
}

TEST(Text, PutsFollowEachOtherUntilCleared) {
  Text<20> text;
  text.put("a").put(1, 'b');
  EXPECT_STREQ(text.c_str(), "a1b");
  text.clear();
  EXPECT_EQ(text.size(), 0u);
  EXPECT_STREQ(text.c_str(), "");
}

TEST(Text, AFullBufferCuts) {
  Text<5> text;
  text.put("abc", UINT64_MAX, column("x", 100));
  EXPECT_EQ(text.size(), 5u);
  EXPECT_STREQ(text.c_str(), "abc18");
  text.put("more", 'x', 1, hex(uint64_t{1}));
  EXPECT_STREQ(text.c_str(), "abc18");
}

}  // namespace
}  // namespace burrow

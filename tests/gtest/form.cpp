// Everything that a test can say, for the real GoogleTest and for kernel/gtest: both print form.expected.
#include <gtest/gtest.h>

#include <cstdint>

namespace {

enum Unscoped { kTwo = 2 };
enum class Scoped : uint16_t { five = 5 };
struct Pair {
  uint8_t a, b, c;
  bool operator==(Pair const&) const = default;
};

TEST(Passes, Everything) {
  int const one = 1;
  char const* const text = "text";
  EXPECT_TRUE(one) << "not printed";
  EXPECT_FALSE(one == 2);
  EXPECT_EQ(one, 1);
  EXPECT_NE(one, 2);
  EXPECT_LT(one, 2);
  EXPECT_LE(one, 1);
  EXPECT_GT(one, 0);
  EXPECT_GE(one, 1);
  EXPECT_STREQ(text, "text");
  EXPECT_STRNE(text, "other");
  if (one == 1)
    ASSERT_TRUE(true);
  else
    FAIL() << "the else of the assertion";
  SUCCEED() << "not printed either";
}

TEST(Fails, Truth) {
  bool const yes = true;
  EXPECT_FALSE(yes);
  EXPECT_TRUE(!yes) << "a message, " << 3 << ' ' << true << ' ' << "of parts";
  ADD_FAILURE();
  ADD_FAILURE() << "with words";
}

TEST(Fails, Equality) {
  int const three = 3;
  int const* const nowhere = nullptr;
  EXPECT_EQ(three, 4);
  EXPECT_EQ(three + 1, 5 + three) << "sums\nof two lines";
  EXPECT_EQ(uint64_t{18446744073709551615u}, 0u);
  EXPECT_EQ(int64_t{-9223372036854775807}, 0);
  EXPECT_EQ(true, false);
  EXPECT_EQ('a', '\r');
  EXPECT_EQ('\0', '\'');
  EXPECT_EQ(static_cast<unsigned char>(200), '\t');
  EXPECT_EQ(&three, nullptr == nowhere ? nullptr : &three) << "pointers differ from run to run";
  EXPECT_EQ(kTwo, three);
  EXPECT_EQ(Scoped::five, Scoped{256});
  EXPECT_EQ((Pair{1, 2, 255}), (Pair{1, 2, 3}));
  EXPECT_EQ(nowhere, &three) << "likewise";
}

TEST(Fails, Order) {
  int const three = 3;
  EXPECT_NE(three, 3);
  EXPECT_LT(three, 3);
  EXPECT_LE(three, 2);
  EXPECT_GT(three, three) << "greater";
  EXPECT_GE('a', 'b');
}

TEST(Fails, Numbers) {
  EXPECT_EQ(0.5, 1.0);
  EXPECT_EQ(-1234.5, 1e10);
  EXPECT_EQ(0.0001, 1e-5);
  EXPECT_EQ(123456789.0, 100000.0);
}

TEST(Fails, Strings) {
  char const* const text = "a\t\"quoted\"\\\x01";
  char const* const none = nullptr;
  EXPECT_STREQ(text, "b");
  EXPECT_STREQ(none, "b") << none;
  EXPECT_STRNE("same", "same");
}

TEST(Fails, AnAssertionLeaves) {
  ASSERT_EQ(1, 2) << "the last word";
  ADD_FAILURE() << "never reached";
}

TEST(Fails, AtOnce) {
  FAIL() << "at once";
}

TEST(Skips, WithReason) {
  GTEST_SKIP() << "no reason";
  ADD_FAILURE() << "never reached";
}

TEST(Skips, WithoutReason) { GTEST_SKIP(); }
TEST(Skips, DISABLED_ForNow) { FAIL() << "disabled"; }

class Fixture : public testing::Test {
 protected:
  static int suites;
  int set_up = 0;
  static void SetUpTestSuite() { suites++; }
  void SetUp() override { set_up = suites; }
  void TearDown() override {
    if (HasFatalFailure()) {
      ADD_FAILURE() << "seen in TearDown";
    }
  }
};
int Fixture::suites = 0;

TEST_F(Fixture, IsSetUp) { EXPECT_GE(set_up, 1); }
TEST_F(Fixture, IsTornDown) { ASSERT_TRUE(false); }

class NoBody : public testing::Test {
 protected:
  void SetUp() override { FAIL() << "in SetUp"; }
};
TEST_F(NoBody, IsRun) { ADD_FAILURE() << "never reached"; }

class Skipped : public testing::Test {
 protected:
  void SetUp() override { GTEST_SKIP() << "in SetUp"; }
};
TEST_F(Skipped, IsRun) { ADD_FAILURE() << "never reached"; }

class Unready : public testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "in SetUpTestSuite"; }
};
TEST_F(Unready, IsNotRun) { ADD_FAILURE() << "never reached"; }
TEST_F(Unready, NorIsThis) { ADD_FAILURE() << "never reached"; }
TEST_F(Unready, DISABLED_NorThat) { ADD_FAILURE() << "never reached"; }

class Doubtful : public testing::Test {
 protected:
  static void SetUpTestSuite() { ADD_FAILURE() << "not fatal, in SetUpTestSuite"; }
};
TEST_F(Doubtful, IsNotRun) { ADD_FAILURE() << "never reached"; }

class Untidy : public testing::Test {
 protected:
  static void TearDownTestSuite() { EXPECT_EQ(1, 2) << "in TearDownTestSuite"; }
};
TEST_F(Untidy, Passes) { EXPECT_FALSE(HasFailure()); }

class Idle : public testing::Test {
 protected:
  static void SetUpTestSuite() { GTEST_SKIP() << "in SetUpTestSuite"; }
  static void TearDownTestSuite() { SUCCEED(); }
};
TEST_F(Idle, Passes) { EXPECT_FALSE(HasFailure()); }

TEST(Passes, LaterOfAnEarlierSuite) {}
TEST(DISABLED_Suite, Of) { FAIL(); }

}  // namespace

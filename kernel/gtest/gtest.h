// Tests inside the kernel in GoogleTest's form: what is here means what it means there. A test runs as a goroutine and may use the
// whole of runtime.h; assertions may stand in any goroutine that it waits for. One that leaves a goroutine behind has failed.
// Differs: EXPECT_ and ASSERT_ of TRUE FALSE EQ NE LT LE GT GE STREQ STRNE, FAIL, ADD_FAILURE, SUCCEED and GTEST_SKIP are all
// there is; ASSERT_ returns from functions only, as there; a message is cut off at 1000 bytes.
#pragma once

#include "kernel/gtest/values.h"
#include "runtime/runtime.h"

namespace testing {

// What is streamed behind an assertion.
class Message {
 public:
  template <class T>
  Message& operator<<(T const& value) {
    internal::put_streamed(text_, value);
    return *this;
  }
  internal::Lines const& text() const { return text_; }

 private:
  internal::Lines text_;
};

class Test {
 public:
  virtual ~Test() = default;
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  static bool HasFatalFailure();
  static bool HasNonfatalFailure();
  static bool HasFailure() { return HasFatalFailure() || HasNonfatalFailure(); }
  static bool IsSkipped();
  void Run();

 protected:
  virtual void SetUp() {}
  virtual void TearDown() {}

 private:
  virtual void TestBody() = 0;
};

namespace internal {

// A test, as its macro lays it down in section burrow_tests.
struct Row {
  char const* suite;
  char const* name;
  char const* file;
  int line;
  void (*run)();  // makes the object and runs it
  void (*set_up_suite)();
  void (*tear_down_suite)();
};

template <class T>
void run_test() {
  T test;
  test.Run();
}

enum class Kind : uint8_t { nonfatal, fatal, skip };

// An assertion that does not hold: `Raise{…} = Message() << …` reports it. It is `=` because that binds less tightly than <<.
struct Raise {
  Kind kind;
  char const* file;
  int line;
  Lines const& what;
  void operator=(Message const& message) const;
};

struct Result {
  bool holds;
  Lines what;  // if not
};

Result truth(bool value, bool expected, char const* expression);
Result same_string(char const* a, char const* b, bool expected, char const* a_text, char const* b_text);
void put_unequal(Lines& to, char const* a_text, Lines const& a, char const* b_text, Lines const& b);
inline Result failed() { return {false, Lines{}.put("Failed")}; }
inline Result skipped() { return {false, {}}; }

template <class A, class B>
Result equal(A const& a, B const& b, char const* a_text, char const* b_text) {
  Result result{a == b, {}};
  if (!result.holds) {
    put_unequal(result.what, a_text, value_of(a), b_text, value_of(b));
  }
  return result;
}

template <class A, class B, class Holds>
Result compared(A const& a, B const& b, char const* a_text, char const* b_text, char const* sign, Holds holds) {
  Result result{holds(a, b), {}};
  if (!result.holds) {
    result.what.put("Expected: (", a_text, ") ", sign, " (", b_text, "), actual: ", value_of(a).c_str(), " vs ",
                    value_of(b).c_str());
  }
  return result;
}

}  // namespace internal
}  // namespace testing

// -- tests ---------------------------------------------------------------------------------------------------------------

#define TEST(suite, name) GTEST_TEST_(suite, name, ::testing::Test)
#define TEST_F(fixture, name) GTEST_TEST_(fixture, name, fixture)
#define GTEST_TEST_(suite, name, base)                                                                               \
  class suite##_##name##_Test final : public base {                                                                  \
    void TestBody() override;                                                                                        \
                                                                                                                     \
   public:                                                                                                           \
    static constexpr ::testing::internal::Row row{                                                                   \
        #suite, #name, __FILE__, __LINE__, ::testing::internal::run_test<suite##_##name##_Test>, SetUpTestSuite,     \
        TearDownTestSuite};                                                                                          \
  };                                                                                                                 \
  [[gnu::used, gnu::no_reorder, gnu::section("burrow_tests")]] static constinit ::testing::internal::Row const* const\
      suite##_##name##_entry = &suite##_##name##_Test::row;                                                          \
  void suite##_##name##_Test::TestBody()

// -- assertions ------------------------------------------------------------------------------------------------------------

// As an `if` with both branches, so that it may stand before an `else` and take << behind it.
#define GTEST_CHECK_(result, leave, kind)                                                                            \
  switch (0)                                                                                                         \
  case 0:                                                                                                            \
  default:                                                                                                           \
    if (::testing::internal::Result const gtest_result = (result); gtest_result.holds) {                             \
    } else                                                                                                           \
      leave ::testing::internal::Raise{::testing::internal::Kind::kind, __FILE__, __LINE__, gtest_result.what} =     \
          ::testing::Message()

#define GTEST_TRUTH_(value, expected) ::testing::internal::truth(static_cast<bool>(value), expected, #value)
#define GTEST_EQUAL_(a, b) ::testing::internal::equal(a, b, #a, #b)
#define GTEST_COMPARED_(a, sign, b) \
  ::testing::internal::compared(a, b, #a, #b, #sign, [](auto const& gtest_a, auto const& gtest_b) { return gtest_a sign gtest_b; })
#define GTEST_STRING_(a, b, expected) ::testing::internal::same_string(a, b, expected, #a, #b)

#define EXPECT_TRUE(value) GTEST_CHECK_(GTEST_TRUTH_(value, true), , nonfatal)
#define EXPECT_FALSE(value) GTEST_CHECK_(GTEST_TRUTH_(value, false), , nonfatal)
#define EXPECT_EQ(a, b) GTEST_CHECK_(GTEST_EQUAL_(a, b), , nonfatal)
#define EXPECT_NE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, !=, b), , nonfatal)
#define EXPECT_LT(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, <, b), , nonfatal)
#define EXPECT_LE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, <=, b), , nonfatal)
#define EXPECT_GT(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, >, b), , nonfatal)
#define EXPECT_GE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, >=, b), , nonfatal)
#define EXPECT_STREQ(a, b) GTEST_CHECK_(GTEST_STRING_(a, b, true), , nonfatal)
#define EXPECT_STRNE(a, b) GTEST_CHECK_(GTEST_STRING_(a, b, false), , nonfatal)
#define ASSERT_TRUE(value) GTEST_CHECK_(GTEST_TRUTH_(value, true), return, fatal)
#define ASSERT_FALSE(value) GTEST_CHECK_(GTEST_TRUTH_(value, false), return, fatal)
#define ASSERT_EQ(a, b) GTEST_CHECK_(GTEST_EQUAL_(a, b), return, fatal)
#define ASSERT_NE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, !=, b), return, fatal)
#define ASSERT_LT(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, <, b), return, fatal)
#define ASSERT_LE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, <=, b), return, fatal)
#define ASSERT_GT(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, >, b), return, fatal)
#define ASSERT_GE(a, b) GTEST_CHECK_(GTEST_COMPARED_(a, >=, b), return, fatal)
#define ASSERT_STREQ(a, b) GTEST_CHECK_(GTEST_STRING_(a, b, true), return, fatal)
#define ASSERT_STRNE(a, b) GTEST_CHECK_(GTEST_STRING_(a, b, false), return, fatal)
#define ADD_FAILURE() GTEST_CHECK_(::testing::internal::failed(), , nonfatal)
#define FAIL() GTEST_CHECK_(::testing::internal::failed(), return, fatal)
#define GTEST_SKIP() GTEST_CHECK_(::testing::internal::skipped(), return, skip)
#define SUCCEED() static_cast<void>(0), ::testing::Message()

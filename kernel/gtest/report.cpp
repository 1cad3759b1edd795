// What becomes of an assertion that does not hold.
#include "kernel/gtest/unit_test.h"

namespace testing {

namespace internal {

constinit State state;

void State::begin() {
  for (auto& raised : raised_) {
    raised.store(false, burrow::relaxed);  // rlx: the goroutines of the test are started afterwards
  }
}

void State::raise(Kind kind) {
  raised_[static_cast<size_t>(kind)].store(true, burrow::relaxed);  // rlx: who waits for this goroutine sees it
}

bool State::has(Kind kind) const {
  return raised_[static_cast<size_t>(kind)].load(burrow::relaxed);  // rlx: the caller has waited, or takes a look
}

void Raise::operator=(Message const& message) const {
  burrow::Text<2200> text;
  text.put(file, ':', line, kind == Kind::skip ? ": Skipped\n" : ": Failure\n");
  put_text(text, {what.data(), what.size()});
  if (message.text().size() != 0) {
    text.put(what.size() != 0 ? "\n" : "");
    put_text(text, {message.text().data(), message.text().size()});
  }
  text.put('\n');
  burrow::console_write(text.data(), text.size());
  state.raise(kind);
}

Result truth(bool value, bool expected, char const* expression) {
  Result result{value == expected, {}};
  if (!result.holds) {
    result.what.put("Value of: ", expression, "\n  Actual: ", value ? "true" : "false",
                    "\nExpected: ", expected ? "true" : "false");
  }
  return result;
}

void put_unequal(Lines& to, char const* a_text, Lines const& a, char const* b_text, Lines const& b) {
  auto put_side = [&](std::string_view text, Lines const& value) {
    to.put("\n  ");
    put_text(to, text);
    if (std::string_view const shown{value.data(), value.size()}; shown != text) {
      to.put("\n    Which is: ");
      put_text(to, shown);
    }
  };
  to.put("Expected equality of these values:");
  put_side(a_text, a);
  put_side(b_text, b);
}

Result same_string(char const* a, char const* b, bool expected, char const* a_text, char const* b_text) {
  bool const same = a == nullptr || b == nullptr ? a == b : std::string_view{a} == b;
  Result result{same == expected, {}};
  auto shown = [](char const* string) {
    Lines text;
    if (string == nullptr) {
      text.put("NULL");
    } else {
      put_quoted(text, string);
    }
    return text;
  };
  if (!result.holds && expected) {
    put_unequal(result.what, a_text, shown(a), b_text, shown(b));
  } else if (!result.holds) {
    result.what.put("Expected: (", a_text, ") != (", b_text, "), actual: ", shown(a).c_str(), " vs ", shown(b).c_str());
  }
  return result;
}

}  // namespace internal

bool Test::HasFatalFailure() { return internal::state.has(internal::Kind::fatal); }
bool Test::HasNonfatalFailure() { return internal::state.has(internal::Kind::nonfatal); }
bool Test::IsSkipped() { return internal::state.has(internal::Kind::skip); }

void Test::Run() {
  SetUp();
  if (!HasFatalFailure() && !IsSkipped()) {
    TestBody();
  }
  TearDown();
}

}  // namespace testing

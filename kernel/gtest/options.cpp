// The words --gtest_… of the boot line, and the filter.
#include "kernel/gtest/unit_test.h"

namespace testing::internal {

namespace {

using Word = std::string_view;

Word behind(Word text, size_t bytes) { return {text.data() + bytes, text.size() - bytes}; }

Word take_until(Word& rest, char separator) {
  size_t end = 0;
  while (end < rest.size() && rest[end] != separator) end++;
  Word const first{rest.data(), end};
  rest = behind(rest, end < rest.size() ? end + 1 : end);
  return first;
}

bool read_flag(Word value, bool& flag) {
  flag = value.empty() || (value != "0" && value != "false");
  return true;
}

bool read_count(Word value, uint32_t& count) {
  constexpr uint32_t kMost = 99'999;
  count = 0;
  for (char digit : value) {
    if (digit < '0' || digit > '9' || count > kMost) return false;
    count = count * 10 + static_cast<uint32_t>(digit - '0');
  }
  return !value.empty() && count <= kMost;
}

bool read_option(Word name, Word value, Options& options) {
  if (name == "filter") {
    options.filter = value;
    return !value.empty();
  }
  if (name == "list_tests") return read_flag(value, options.list_tests);
  if (name == "also_run_disabled_tests") return read_flag(value, options.also_run_disabled_tests);
  if (name == "shuffle") return read_flag(value, options.shuffle);
  if (name == "random_seed") return read_count(value, options.random_seed);
  if (name == "repeat") return read_count(value, options.repeat);
  return name == "color" || (name == "output" && options.list_tests);  // CMake asks for a file too, and reads either
}

bool matches_pattern(Word pattern, Word text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return matches_pattern(behind(pattern, 1), text) || (!text.empty() && matches_pattern(pattern, behind(text, 1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         matches_pattern(behind(pattern, 1), behind(text, 1));
}

bool matches_any(Word patterns, Word text) {
  while (!patterns.empty()) {
    if (matches_pattern(take_until(patterns, ':'), text)) return true;
  }
  return false;
}

}  // namespace

bool read_options(Options& options) {
  constexpr Word kPrefix = "--gtest_";
  for (Word rest = burrow::command_line(); !rest.empty();) {
    Word value = take_until(rest, ' ');
    if (!value.starts_with(kPrefix)) continue;
    Word const name = take_until(value, '=');
    if (!read_option(behind(name, kPrefix.size()), value, options)) {
      Lines line;
      put_text(line, name);
      line.put(": not so; there are --gtest_list_tests --gtest_filter=PATTERNS --gtest_also_run_disabled_tests --gtest_repeat=N "
               "--gtest_shuffle --gtest_random_seed=N, with N up to 99999\n");
      burrow::console_write(line.data(), line.size());
      return false;
    }
  }
  return true;
}

bool matches(Word filter, Row const& test) {
  Word const wanted = take_until(filter, '-');
  Lines name;
  name.put(test.suite, '.', test.name);
  Word const text{name.data(), name.size()};
  return (wanted.empty() || matches_any(wanted, text)) && !matches_any(filter, text);
}

bool is_disabled(Row const& test) {
  constexpr Word kMark = "DISABLED_";
  return Word{test.suite}.starts_with(kMark) || Word{test.name}.starts_with(kMark);
}

}  // namespace testing::internal

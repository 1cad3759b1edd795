// Running the tests of an image, and the report, which is GoogleTest's to the letter.
#include "kernel/gtest/unit_test.h"

namespace testing::internal {

namespace {

using burrow::print;

constexpr uint32_t kMostTests = 512;

struct Suite {
  char const* name;
  uint32_t first, count;  // in Plan::tests
  uint32_t chosen;
  bool failed;  // in SetUpTestSuite or TearDownTestSuite
};

enum class End : uint8_t { none, passed, failed, skipped };

struct Entry {
  Row const* row;
  bool chosen;
  End end;
};

// All tests of the image, those of one suite together, suites in the order of their first tests.
struct Plan {
  Options options;
  Entry tests[kMostTests];
  Suite suites[kMostTests];
  uint32_t ntests, nsuites;
  uint32_t chosen, chosen_suites, disabled;
};

char const* plural(uint32_t n, char const* one, char const* more) { return n == 1 ? one : more; }
int64_t ms_since(int64_t start_ns) { return (burrow::nanotime() - start_ns) / 1'000'000; }
bool equal_names(char const* a, char const* b) { return std::string_view{a} == b; }

// -- the plan --------------------------------------------------------------------------------------------------------------

void add_suite(Plan& plan, char const* name) {
  Suite& suite = plan.suites[plan.nsuites++] = {name, plan.ntests, 0, 0, false};
  for (auto row = __start_burrow_tests; row != __stop_burrow_tests; row++) {
    if (!equal_names((*row)->suite, name)) continue;
    bool const wanted = matches(plan.options.filter, **row);
    bool const off = is_disabled(**row) && !plan.options.also_run_disabled_tests && !plan.options.list_tests;
    plan.tests[plan.ntests++] = {*row, wanted && !off, End::none};
    suite.count++;
    suite.chosen += wanted && !off;
    plan.disabled += wanted && off;
  }
  plan.chosen += suite.chosen;
  plan.chosen_suites += suite.chosen != 0;
}

bool has_suite(Plan const& plan, char const* name) {
  for (uint32_t i = 0; i < plan.nsuites; i++) {
    if (equal_names(plan.suites[i].name, name)) return true;
  }
  return false;
}

void make_plan(Plan& plan) {
  plan.ntests = plan.nsuites = plan.chosen = plan.chosen_suites = plan.disabled = 0;
  for (auto row = __start_burrow_tests; row != __stop_burrow_tests; row++) {
    if (!has_suite(plan, (*row)->suite)) add_suite(plan, (*row)->suite);
  }
}

// GoogleTest's generator, so that a seed gives the same order here.
struct Random {
  uint32_t state;
  uint32_t below(uint32_t range) {
    state = static_cast<uint32_t>((1103515245ull * state + 12345u) % (1u << 31));
    return state % range;
  }
  template <class T>
  void shuffle(T* first, uint32_t count) {
    for (uint32_t width = count; width >= 2; width--) std::swap(first[width - 1], first[below(width)]);
  }
};

Suite const& suite_at(Plan const& plan, uint32_t first) {
  uint32_t i = 0;
  while (plan.suites[i].first != first) i++;
  return plan.suites[i];
}

void shuffle(Plan& plan, uint32_t seed) {
  Random random{seed};
  random.shuffle(plan.suites, plan.nsuites);
  for (uint32_t first = 0; first < plan.ntests; first += suite_at(plan, first).count) {
    random.shuffle(plan.tests + first, suite_at(plan, first).count);
  }
}

void list(Plan const& plan) {
  for (uint32_t i = 0; i < plan.nsuites; i++) {
    Suite const& suite = plan.suites[i];
    if (suite.chosen != 0) print(suite.name, ".\n");
    for (uint32_t at = suite.first; at < suite.first + suite.count; at++) {
      if (plan.tests[at].chosen) print("  ", plan.tests[at].row->name, '\n');
    }
  }
}

// -- one test --------------------------------------------------------------------------------------------------------------

// Those that have done all they had to need a moment to end.
bool alone_again(uint32_t before) {
  constexpr int64_t kPatience_ns = 100'000'000;
  for (int64_t const start_ns = burrow::nanotime(); burrow::NumGoroutine() > before;) {
    if (burrow::nanotime() - start_ns > kPatience_ns) return false;
    burrow::Gosched();
    burrow::cpu_relax();
  }
  return true;
}

void as_goroutine(Row const& row) {
  uint32_t const before = burrow::NumGoroutine();
  burrow::WaitGroup ended;
  ended.add(1);
  burrow::go([&] {
    burrow::Defer const done([&] { ended.done(); });  // Goexit is an end too
    row.run();
  });
  ended.wait();
  if (!alone_again(before)) {
    Lines const nothing{};
    Raise{Kind::nonfatal, row.file, row.line, nothing} =
        Message() << "The test has left " << burrow::NumGoroutine() - before << " goroutines behind.";
  }
}

void skip(Row const& row) {
  Lines const nothing{};
  Raise{Kind::skip, row.file, row.line, nothing} = Message();
}

End run_test(Row const& row, void run(Row const&)) {
  print("[ RUN      ] ", row.suite, '.', row.name, '\n');
  state.begin();
  int64_t const start_ns = burrow::nanotime();
  run(row);
  End const end = Test::HasFailure() ? End::failed : Test::IsSkipped() ? End::skipped : End::passed;
  char const* const word = end == End::failed ? "[  FAILED  ] " : end == End::skipped ? "[  SKIPPED ] " : "[       OK ] ";
  print(word, row.suite, '.', row.name, " (", ms_since(start_ns), " ms)\n");
  return end;
}

// Whether something failed in it.
bool fails(void outside_of_tests()) {
  state.begin();
  outside_of_tests();
  return Test::HasFailure();
}

void run_suite(Plan& plan, Suite& suite) {
  char const* const tests = plural(suite.chosen, " test", " tests");
  int64_t const start_ns = burrow::nanotime();
  print("[----------] ", suite.chosen, tests, " from ", suite.name, '\n');
  suite.failed = fails(plan.tests[suite.first].row->set_up_suite);
  auto const run = suite.failed ? skip : as_goroutine;
  for (uint32_t at = suite.first; at < suite.first + suite.count; at++) {
    Entry& test = plan.tests[at];
    if (test.chosen) {
      test.end = run_test(*test.row, run);
    } else if (!suite.failed && matches(plan.options.filter, *test.row)) {
      print("[ DISABLED ] ", suite.name, '.', test.row->name, '\n');
    }
  }
  suite.failed |= fails(plan.tests[suite.first].row->tear_down_suite);
  print("[----------] ", suite.chosen, tests, " from ", suite.name, " (", ms_since(start_ns), " ms total)\n\n");
}

// -- all of them -----------------------------------------------------------------------------------------------------------

uint32_t count(Plan const& plan, End end) {
  uint32_t n = 0;
  for (uint32_t at = 0; at < plan.ntests; at++) n += plan.tests[at].end == end;
  return n;
}

uint32_t count_failed_suites(Plan const& plan) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < plan.nsuites; i++) n += plan.suites[i].failed;
  return n;
}

bool passed(Plan const& plan) { return count(plan, End::failed) == 0 && count_failed_suites(plan) == 0; }

void list_ended(Plan const& plan, End end, char const* word) {
  uint32_t const n = count(plan, end);
  print(word, n, plural(n, " test", " tests"), ", listed below:\n");
  for (uint32_t i = 0; i < plan.nsuites; i++) {
    for (uint32_t at = plan.suites[i].first; at < plan.suites[i].first + plan.suites[i].count; at++) {
      if (plan.tests[at].end == end) print(word, plan.suites[i].name, '.', plan.tests[at].row->name, '\n');
    }
  }
}

void list_failed(Plan const& plan) {
  uint32_t const failed = count(plan, End::failed), suites = count_failed_suites(plan);
  list_ended(plan, End::failed, "[  FAILED  ] ");
  print('\n', burrow::column(failed, 2), plural(failed, " FAILED TEST\n", " FAILED TESTS\n"));
  for (uint32_t i = 0; i < plan.nsuites; i++) {
    if (plan.suites[i].failed) print("[  FAILED  ] ", plan.suites[i].name, ": SetUpTestSuite or TearDownTestSuite\n");
  }
  if (suites != 0) print('\n', burrow::column(suites, 2), plural(suites, " FAILED TEST SUITE\n", " FAILED TEST SUITES\n"));
}

void sum_up(Plan const& plan) {
  uint32_t const successes = count(plan, End::passed);
  print("[  PASSED  ] ", successes, plural(successes, " test.\n", " tests.\n"));
  if (count(plan, End::skipped) != 0) list_ended(plan, End::skipped, "[  SKIPPED ] ");
  if (!passed(plan)) list_failed(plan);
  if (plan.disabled != 0) {
    char const* const tests = plural(plan.disabled, " DISABLED TEST\n\n", " DISABLED TESTS\n\n");
    print(passed(plan) ? "\n" : "", "  YOU HAVE ", plan.disabled, tests);
  }
}

// Whether all chosen tests passed.
bool run_once(Plan& plan, uint32_t seed, bool first, bool last) {
  if (plan.options.filter != "*") {
    Lines note;
    note.put("Note: Google Test filter = ");
    put_text(note, plan.options.filter);
    note.put('\n');
    burrow::console_write(note.data(), note.size());
  }
  if (plan.options.shuffle) {
    print("Note: Randomizing tests' orders with a seed of ", seed, " .\n");
    shuffle(plan, seed);
  }
  Lines size;
  size.put(plan.chosen, plural(plan.chosen, " test", " tests"), " from ", plan.chosen_suites,
           plural(plan.chosen_suites, " test suite", " test suites"));
  int64_t const start_ns = burrow::nanotime();
  print("[==========] Running ", size.c_str(), ".\n");
  if (first && plan.chosen != 0) print("[----------] Global test environment set-up.\n");
  for (uint32_t i = 0; i < plan.nsuites; i++) {
    if (plan.suites[i].chosen != 0) run_suite(plan, plan.suites[i]);
  }
  if (last && plan.chosen != 0) print("[----------] Global test environment tear-down\n");
  print("[==========] ", size.c_str(), " ran. (", ms_since(start_ns), " ms total)\n");
  sum_up(plan);
  return passed(plan);
}

constinit Plan plan{};

}  // namespace

constexpr uint32_t kLargestSeed = 99'999;

void run_all_tests() {
  plan.options = {};
  if (!read_options(plan.options)) {
    burrow::task_fail(nullptr);
    return;
  }
  if (__stop_burrow_tests - __start_burrow_tests > kMostTests) {
    burrow::task_fail("an image holds at most 512 tests");
    return;
  }
  uint32_t seed = plan.options.random_seed;
  if (seed == 0) seed = static_cast<uint32_t>(burrow::nanotime() / 1'000'000) % kLargestSeed + 1;
  bool all_passed = true;
  for (uint32_t i = 1; i <= plan.options.repeat; i++) {
    make_plan(plan);
    if (plan.options.list_tests) {
      list(plan);
      return;
    }
    if (plan.options.repeat != 1) print("\nRepeating all tests (iteration ", i, ") . . .\n\n");
    all_passed = run_once(plan, seed, i == 1, i == plan.options.repeat) && all_passed;
    seed = seed % kLargestSeed + 1;
  }
  if (!all_passed) burrow::task_fail(nullptr);
}

}  // namespace testing::internal

burrow::Task const burrow::task_table[] = {
    {"gtest", "the tests of this image; --gtest_list_tests names them", testing::internal::run_all_tests},
};

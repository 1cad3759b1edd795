// The run of a test image: what is asked for, and the state of the test that runs. Go has no counterpart.
#pragma once

#include "kernel/gtest/gtest.h"

extern "C" testing::internal::Row const* const __start_burrow_tests[];
extern "C" testing::internal::Row const* const __stop_burrow_tests[];

namespace testing::internal {

struct Options {
  std::string_view filter = "*";
  bool list_tests = false;
  bool also_run_disabled_tests = false;
  bool shuffle = false;
  uint32_t random_seed = 0;  // 0: by the clock
  uint32_t repeat = 1;
};

// From the words --gtest_… of the boot line. false: one of them will not do, and a line has said which.
bool read_options(Options& options);

// PATTERN:PATTERN…-PATTERN:…, with * and ?. Whether one of the first matches, and none of those behind the '-'.
bool matches(std::string_view filter, Row const& test);
bool is_disabled(Row const& test);  // it or its suite is named DISABLED_…

// Of the test that runs; of the image.
class State {
 public:
  void begin();
  void raise(Kind kind);
  bool has(Kind kind) const;

 private:
  burrow::Atomic<bool> raised_[3] = {};  // by Kind; written by the goroutines of the test, read when they have ended or before
};
extern constinit State state;

void run_all_tests();

}  // namespace testing::internal

// Each misuse of the runtime, and each end that comes in an awkward situation, has the words it is meant to have.
#include "tests/sim/misuse.h"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

#include "tests/sim/panics.h"
#include "tests/support/world.h"

namespace burrow {

namespace scenario {

static void PrintTo(Misuse const& row, std::ostream* out) { *out << row.name; }

}  // namespace scenario

namespace {

using scenario::Misuse;

std::vector<Misuse> rows() {
  std::vector<Misuse> all(std::begin(scenario::kMisuses), std::end(scenario::kMisuses));
  all.insert(all.end(), std::begin(scenario::kPanics), std::end(scenario::kPanics));
  return all;
}

class Misuses : public testing::TestWithParam<Misuse> {};

TEST_P(Misuses, AreFatal) {
  Misuse const& row = GetParam();
  uint32_t in_its_words = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    for (uint32_t cores = 1; cores <= 4; cores++) {
      WorldResult const result = World{.seed = seed, .cores = cores, .calm = true}.run(row.main);
      bool const told = result.end == WorldEnd::fatal && result.text == row.text;
      EXPECT_TRUE(told || (row.breaks_invariant && result.end == WorldEnd::invariant))
          << name_of(result.end) << ": " << result.text << " (seed " << seed << ", " << cores << " cores)";
      in_its_words += told;
    }
  }
  EXPECT_GT(in_its_words, 0u);
}

INSTANTIATE_TEST_SUITE_P(Each, Misuses, testing::ValuesIn(rows()),
                         [](testing::TestParamInfo<Misuse> const& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace burrow

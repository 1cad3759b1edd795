// Each misuse of the runtime ends its world with the words it is meant to end with.
#include "tests/sim/misuse.h"

#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace burrow {
namespace {

using scenario::Misuse;

class Misuses : public testing::TestWithParam<uint32_t> {};

TEST_P(Misuses, AreFatal) {
  Misuse const& row = scenario::kMisuses[GetParam()];
  uint32_t in_its_words = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    for (uint32_t cores = 1; cores <= 3; cores++) {
      WorldResult const result = World{.seed = seed, .cores = cores, .calm = true}.run(row.main);
      bool const told = result.end == WorldEnd::fatal && result.text == row.text;
      EXPECT_TRUE(told || (row.breaks_invariant && result.end == WorldEnd::invariant))
          << name_of(result.end) << ": " << result.text;
      in_its_words += told;
    }
  }
  EXPECT_GT(in_its_words, 0u);
}

INSTANTIATE_TEST_SUITE_P(Each, Misuses, testing::Range(0u, scenario::kMisuseCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kMisuses[row.param].name);
                         });

}  // namespace
}  // namespace burrow

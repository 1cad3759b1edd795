// Growing at awkward moments, seed by seed.
#include "tests/sim/faults.h"

#include <gtest/gtest.h>

#include "tests/sim/sweep.h"

namespace burrow {
namespace {

class Faults : public testing::TestWithParam<uint32_t> {};

TEST_P(Faults, AreSurvived) { sweep(scenario::kFaults[GetParam()].main, 1, 50); }

INSTANTIATE_TEST_SUITE_P(Each, Faults, testing::Range(0u, scenario::kFaultCount),
                         [](testing::TestParamInfo<uint32_t> const& row) {
                           return std::string(scenario::kFaults[row.param].name);
                         });

}  // namespace
}  // namespace burrow

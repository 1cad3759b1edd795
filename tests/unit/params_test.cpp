// kernel/params: defaults, ranges, units, and that each refusal names the word at fault and what is allowed.
#include "kernel/params.h"

#include <gtest/gtest.h>

#include <string>

namespace burrow {
namespace {

std::string str(Word word) { return {word.data, word.size}; }

Params accepted(char const* command_line) {
  Params params;
  Line error;
  EXPECT_TRUE(parse_params(command_line, params, error)) << command_line << ": " << error.c_str();
  return params;
}

std::string refusal(std::string const& command_line) {
  Params params;
  Line error;
  EXPECT_FALSE(parse_params(command_line.c_str(), params, error)) << command_line;
  return error.c_str();
}

TEST(Params, DefaultsAreThoseOfTheTable) {
  Params const params = accepted("");
  EXPECT_EQ(params.ntasks, 0u);
  EXPECT_EQ(params.slice_ns, 10'000'000u);
  EXPECT_EQ(params.gomaxprocs, 0u);
  EXPECT_EQ(params.log, kLogOff);
  EXPECT_EQ(params.schedtrace_ms, 0u);
  EXPECT_EQ(params.scheddetail, 0u);
  EXPECT_EQ(params.asyncpreemptoff, 0u);
  EXPECT_EQ(params.seed, 1u);
  EXPECT_EQ(params.stack_bytes, 256u << 10);
  EXPECT_EQ(params.keepstale, 0u);
  EXPECT_EQ(params.list, 0u);
  EXPECT_EQ(params.help, 0u);
}

TEST(Params, AllAtOnceInAnyOrderAndWithAnySpace) {
  Params const params = accepted("  seed=0xFf\tlog=sched gomaxprocs=3 list  slice=250us\nasyncpreemptoff=1 task=a,b-c ");
  EXPECT_EQ(params.seed, 255u);
  EXPECT_EQ(params.log, kLogSched);
  EXPECT_EQ(params.gomaxprocs, 3u);
  EXPECT_EQ(params.list, 1u);
  EXPECT_EQ(params.slice_ns, 250'000u);
  EXPECT_EQ(params.asyncpreemptoff, 1u);
  ASSERT_EQ(params.ntasks, 2u);
  EXPECT_EQ(str(params.tasks[0]), "a");
  EXPECT_EQ(str(params.tasks[1]), "b-c");
}

TEST(Params, WordsOfTheTasksAreSkipped) {
  Params const params = accepted("--x seed=3 --gtest_filter=A.*:-A.b --seed=4 --");
  EXPECT_EQ(params.seed, 3u);
  EXPECT_NE(refusal("-x").find("-x: no such parameter"), std::string::npos);
}

TEST(Params, DurationUnits) {
  EXPECT_EQ(accepted("slice=10000ns").slice_ns, 10'000u);
  EXPECT_EQ(accepted("slice=10us").slice_ns, 10'000u);
  EXPECT_EQ(accepted("slice=7ms").slice_ns, 7'000'000u);
  EXPECT_EQ(accepted("slice=10s").slice_ns, 10'000'000'000u);
}

TEST(Params, MalformedDurations) {
  for (char const* value : {"", "10", "ms", "-1ms", "10 ms", "10msx", "10MS", "9us", "9999ns", "11s", "1.5ms", "0ms",
                            "18446744073709551615s", "99999999999999999999ns"}) {
    std::string const error = refusal(std::string("slice=") + value);
    EXPECT_NE(error.find("slice"), std::string::npos) << error;
  }
  EXPECT_EQ(refusal("slice=5us"), "slice=5us: slice must be a duration from 10us to 10s (units ns us ms s)");
}

TEST(Params, NumberRanges) {
  EXPECT_EQ(accepted("gomaxprocs=256").gomaxprocs, 256u);
  EXPECT_EQ(accepted("seed=18446744073709551615").seed, UINT64_MAX);
  EXPECT_EQ(refusal("gomaxprocs=257"), "gomaxprocs=257: gomaxprocs must be a number from 0 to 256");
  EXPECT_EQ(refusal("asyncpreemptoff=2"), "asyncpreemptoff=2: asyncpreemptoff must be a number from 0 to 1");
  for (char const* value : {"", "x", "1x", "-1", "+1", "0x", "0xg", "18446744073709551616", "0x10000000000000000"})
    refusal(std::string("seed=") + value);
}

TEST(Params, Sizes) {
  EXPECT_EQ(accepted("stack=16k").stack_bytes, 16u << 10);
  EXPECT_EQ(accepted("stack=2048k").stack_bytes, 2u << 20);
  EXPECT_EQ(refusal("stack=48k"), "stack=48k: stack must be a power of two from 16k to 2048k");
  for (char const* value : {"", "k", "64", "64K", "8k", "4096k", "0k", "18014398509481984k", "18014398509482000k"})
    refusal(std::string("stack=") + value);
}

TEST(Params, Words) {
  EXPECT_EQ(accepted("log=off").log, kLogOff);
  EXPECT_EQ(refusal("log=all"), "log=all: log must be off or sched");
  refusal("log=");
  refusal("log=off|sched");
}

TEST(Params, FlagsTakeNoValueAndTheOthersNeedOne) {
  EXPECT_EQ(refusal("list=1"), "list=1: list takes no value");
  EXPECT_EQ(refusal("help="), "help=: help takes no value");
  EXPECT_EQ(refusal("seed"), "seed: seed must be a number from 0 to 18446744073709551615");
}

TEST(Params, TaskLists) {
  for (char const* value : {"", ",", "a,", ",a", "a,,b"})
    EXPECT_NE(refusal(std::string("task=") + value).find("names separated by commas"), std::string::npos);
  std::string many = "task=t";
  for (uint32_t i = 1; i < Params::kMaxTasks; ++i) many += ",t";
  EXPECT_EQ(accepted(many.c_str()).ntasks, Params::kMaxTasks);
  refusal(many + ",t");
}

TEST(Params, UnknownNamesTheOffenderAndAllParameters) {
  EXPECT_EQ(refusal("slices=1ms"),
            "slices=1ms: no such parameter; there are task list help slice gomaxprocs log schedtrace scheddetail asyncpreemptoff "
            "seed stack ghosts keepstale");
  for (char const* word : {"=", "=1", "Task=a", "task =a", "quiet", "-"}) refusal(word);
}

TEST(Params, TwiceIsRefused) {
  EXPECT_EQ(refusal("seed=1 log=off seed=2"), "seed=2: seed is given twice");
  refusal("list list");
}

TEST(Params, LongAndUnprintableWordsAreShownShortened) {
  std::string const error = refusal("x\x01\xff=" + std::string(3000, 'y'));
  EXPECT_EQ(error.substr(0, 44), "x?" "?=" + std::string(36, 'y') + "...:");
}

TEST(Params, EveryRowDescribesItself) {
  std::string all;
  Line line;
  for (uint32_t row = 0; describe_param(row, line); ++row, line.clear()) all += line.c_str() + std::string("\n");
  EXPECT_NE(all.find("slice=10ms  how long"), std::string::npos) << all;
  EXPECT_NE(all.find("off or sched"), std::string::npos) << all;
}

TEST(Word, DurationsTakeTheLargestUnitThatDivides) {
  Line line;
  put_duration(line, 1'500'000);
  line.put(" ");
  put_duration(line, 10'000'000, " ");
  EXPECT_STREQ(line.c_str(), "1500us 10 ms");
}

}  // namespace
}  // namespace burrow

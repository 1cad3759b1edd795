// GoogleTest from its sources, for an ISA that the host has no library for.
#include <gtest/gtest.h>
#undef GTEST_CAN_STREAM_RESULTS_  // a static program can't look up hosts

#include <src/gtest-all.cc>
#include <src/gtest_main.cc>

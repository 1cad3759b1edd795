// The inline half of the seam for unit tests: empty. tests/support/bench_machine.cpp defines the functions out of line, so
// that every getg reads the thread's own variable anew.
#pragma once

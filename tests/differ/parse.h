// From the text of programs to Program.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "tests/differ/program.h"

namespace burrow::differ {

struct Source {
  Program program;
  std::string text;
};

// All programs of a file. Ends the process with a line that says what is wrong.
std::vector<Source> parse(std::istream& in);

}  // namespace burrow::differ

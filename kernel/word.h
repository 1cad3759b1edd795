// Words of foreign text (the command line), and the line that reports are made of. Pure: runs on the host too.
#pragma once

#include "runtime/base/text.h"

namespace burrow {

using Line = Text<480>;

struct Word {
  char const* data = "";
  size_t size = 0;

  constexpr Word() = default;
  constexpr Word(char const* string) : data(string), size(__builtin_strlen(string)) {}
  constexpr Word(char const* from, size_t bytes) : data(from), size(bytes) {}
};

inline bool operator==(Word a, Word b) { return a.size == b.size && memcmp(a.data, b.data, a.size) == 0; }

// Takes what lies before the first `separator` off the front of rest, and the separator with it.
Word take_until(Word& rest, char separator);

void put_word(Line& line, Word word);
void put_shown(Line& line, Word word);  // shortened, and with '?' for what cannot be printed

struct DurationUnit {
  char const* name;
  uint64_t ns;
};
inline constexpr DurationUnit kDurationUnits[] = {{"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}, {"ns", 1}};

// In the largest unit that divides it: "10", gap, "ms".
void put_duration(Line& line, uint64_t ns, char const* gap = "");

}  // namespace burrow

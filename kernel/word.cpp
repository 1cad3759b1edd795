// Words of foreign text.
#include "kernel/word.h"

namespace burrow {

Word take_until(Word& rest, char separator) {
  size_t end = 0;
  while (end < rest.size && rest.data[end] != separator) end++;
  Word const first{rest.data, end};
  size_t const taken = end < rest.size ? end + 1 : end;
  rest = {rest.data + taken, rest.size - taken};
  return first;
}

void put_word(Line& line, Word word) {
  for (size_t i = 0; i < word.size; i++) line.put(word.data[i]);
}

void put_shown(Line& line, Word word) {
  constexpr size_t kMaxShown = 40;
  for (size_t i = 0; i < word.size && i < kMaxShown; i++) {
    char const byte = word.data[i];
    line.put(byte >= ' ' && byte <= '~' ? byte : '?');
  }
  if (word.size > kMaxShown) line.put("...");
}

void put_duration(Line& line, uint64_t ns, char const* gap) {
  DurationUnit const* unit = kDurationUnits;
  while (ns % unit->ns != 0) unit++;
  line.put(ns / unit->ns, gap, unit->name);
}

}  // namespace burrow

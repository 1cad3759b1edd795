// Boot parameters. One row of the table is all a parameter needs: defaults, ranges and help are read from it.
#include "kernel/params.h"

namespace burrow {

namespace {

enum class Kind : uint8_t { flag, number, duration, size, word, names };

struct Param {
  char const* name;
  Kind kind;
  uint64_t Params::*field;  // names: none, they go to Params::tasks
  char const* initial;      // in the same form as on the command line
  uint64_t least;           // number, duration, size
  uint64_t most;
  char const* words;        // word: the allowed ones, separated by '|'; its value is the index
  char const* help;
};

constexpr uint64_t kMicrosecond = 1'000, kSecond = 1'000'000'000;
constexpr uint64_t kKibi = 1024;

constexpr Param kParams[] = {
    {"task", Kind::names, nullptr, "", 0, 0, "", "the tasks to run, one after the other; without it the first"},
    {"list", Kind::flag, &Params::list, "", 0, 0, "", "print all tasks and end"},
    {"help", Kind::flag, &Params::help, "", 0, 0, "", "print this and end"},
    {"slice", Kind::duration, &Params::slice_ns, "10ms", 10 * kMicrosecond, 10 * kSecond, "",
     "how long a goroutine runs before it is preempted"},
    {"gomaxprocs", Kind::number, &Params::gomaxprocs, "0", 0, 256, "", "how many Ps there are; 0: as many as cores"},
    {"log", Kind::word, &Params::log, "off", 0, 0, "off|sched", "sched prints a line per scheduling event"},
    {"schedtrace", Kind::number, &Params::schedtrace_ms, "0", 0, 1'000'000, "",
     "each so many ms a line about the scheduler, as with GODEBUG; 0: none"},
    {"scheddetail", Kind::number, &Params::scheddetail, "0", 0, 1, "", "1 adds to that a line for each P, M and G"},
    {"asyncpreemptoff", Kind::number, &Params::asyncpreemptoff, "0", 0, 1, "", "1 switches preemption off"},
    {"seed", Kind::number, &Params::seed, "1", 0, UINT64_MAX, "", "start of the scheduler's random numbers"},
    {"stack", Kind::size, &Params::stack_bytes, "256k", 16 * kKibi, 2048 * kKibi, "",
     "address space of a goroutine's stack"},
    {"ghosts", Kind::number, &Params::ghosts, "0", 0, 4, "", "cores to look for that are not there, as a test"},
    {"keepstale", Kind::number, &Params::keepstale, "0", 0, 1, "", "1 leaves out the flush of old translations, as a test"},
};

constexpr uint32_t kParamCount = sizeof kParams / sizeof kParams[0];

bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

Word take_word(Word& rest) {
  while (rest.size != 0 && is_space(*rest.data)) rest = {rest.data + 1, rest.size - 1};
  size_t end = 0;
  while (end < rest.size && !is_space(rest.data[end])) end++;
  Word const word{rest.data, end};
  rest = {rest.data + end, rest.size - end};
  return word;
}

uint32_t digit_value(char byte) {
  if (byte >= '0' && byte <= '9') return static_cast<uint32_t>(byte - '0');
  if (byte >= 'a' && byte <= 'f') return static_cast<uint32_t>(byte - 'a' + 10);
  if (byte >= 'A' && byte <= 'F') return static_cast<uint32_t>(byte - 'A' + 10);
  return UINT32_MAX;
}

// Takes a number off the front of text. false: there is none, or it does not fit 64 bits.
bool take_number(Word& text, uint64_t& value) {
  bool const hex = text.size > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X');
  uint32_t const base = hex ? 16 : 10;
  size_t const first = hex ? 2 : 0;
  size_t at = first;
  value = 0;
  for (; at < text.size && digit_value(text.data[at]) < base; at++) {
    uint32_t const digit = digit_value(text.data[at]);
    if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, digit, &value)) return false;
  }
  text = {text.data + at, text.size - at};
  return at > first;
}

bool read_number(Word text, uint64_t& value) { return take_number(text, value) && text.size == 0; }

bool read_duration(Word text, uint64_t& ns) {
  uint64_t count;
  if (!take_number(text, count)) return false;
  for (DurationUnit const& unit : kDurationUnits) {
    if (text == unit.name) return !__builtin_mul_overflow(count, unit.ns, &ns);
  }
  return false;
}

bool read_size(Word text, uint64_t& bytes) {
  uint64_t count;
  return take_number(text, count) && text == "k" && !__builtin_mul_overflow(count, kKibi, &bytes);
}

bool is_power_of_two(uint64_t value) { return value != 0 && (value & (value - 1)) == 0; }

bool in_range(Param const& param, uint64_t value) { return value >= param.least && value <= param.most; }

bool read_word(Word text, Word words, uint64_t& index) {
  for (index = 0; words.size != 0; index++) {
    if (take_until(words, '|') == text) return true;
  }
  return false;
}

bool read_names(Word text, Params& params) {
  params.ntasks = 0;
  while (params.ntasks < Params::kMaxTasks) {
    Word const before = text;
    Word const name = take_until(text, ',');
    if (name.size == 0) return false;
    params.tasks[params.ntasks++] = name;
    if (name.size == before.size) return true;
  }
  return false;
}

bool set_value(Param const& param, Word text, Params& params) {
  if (param.kind == Kind::names) return read_names(text, params);
  uint64_t& value = params.*param.field;
  switch (param.kind) {
    case Kind::flag: value = 1; return true;
    case Kind::number: return read_number(text, value) && in_range(param, value);
    case Kind::duration: return read_duration(text, value) && in_range(param, value);
    case Kind::size: return read_size(text, value) && in_range(param, value) && is_power_of_two(value);
    case Kind::word: return read_word(text, param.words, value);
    case Kind::names: return false;
  }
  return false;
}

void put_allowed(Line& line, Param const& param) {
  switch (param.kind) {
    case Kind::flag: line.put("no value"); break;
    case Kind::number: line.put("a number from ", param.least, " to ", param.most); break;
    case Kind::duration:
      line.put("a duration from ");
      put_duration(line, param.least);
      line.put(" to ");
      put_duration(line, param.most);
      line.put(" (units ns us ms s)");
      break;
    case Kind::size:
      line.put("a power of two from ", param.least / kKibi, "k to ", param.most / kKibi, "k");
      break;
    case Kind::word: {
      Word words = param.words;
      put_word(line, take_until(words, '|'));
      for (; words.size != 0; put_word(line, take_until(words, '|'))) line.put(" or ");
      break;
    }
    case Kind::names: line.put("names separated by commas, at most ", Params::kMaxTasks); break;
  }
}

void set_defaults(Params& params) {
  params = {};
  for (Param const& param : kParams) {
    if (param.kind != Kind::flag && param.kind != Kind::names) set_value(param, param.initial, params);
  }
}

bool for_tasks(Word word) { return word.size >= 2 && word.data[0] == '-' && word.data[1] == '-'; }

uint32_t find_param(Word name) {
  uint32_t row = 0;
  while (row < kParamCount && !(kParams[row].name == name)) row++;
  return row;
}

bool refuse_unknown(Word word, Line& error) {
  put_shown(error, word);
  error.put(": no such parameter; there are");
  for (Param const& param : kParams) error.put(" ", param.name);
  return false;
}

bool refuse_twice(Word word, Param const& param, Line& error) {
  put_shown(error, word);
  error.put(": ", param.name, " is given twice");
  return false;
}

bool refuse_value(Word word, Param const& param, Line& error) {
  put_shown(error, word);
  error.put(": ", param.name, param.kind == Kind::flag ? " takes " : " must be ");
  put_allowed(error, param);
  return false;
}

}  // namespace

bool parse_params(char const* command_line, Params& params, Line& error) {
  set_defaults(params);
  uint64_t seen = 0;
  Word rest = command_line;
  for (Word word = take_word(rest); word.size != 0; word = take_word(rest)) {
    if (for_tasks(word)) continue;
    Word value = word;
    Word const name = take_until(value, '=');
    bool const has_value = name.size != word.size;
    uint32_t const row = find_param(name);
    if (row == kParamCount) return refuse_unknown(word, error);
    Param const& param = kParams[row];
    if ((seen >> row & 1) != 0) return refuse_twice(word, param, error);
    seen |= uint64_t{1} << row;
    bool const wants_value = param.kind != Kind::flag;
    if (has_value != wants_value || !set_value(param, value, params)) return refuse_value(word, param, error);
  }
  return true;
}

bool describe_param(uint32_t row, Line& line) {
  if (row >= kParamCount) return false;
  Param const& param = kParams[row];
  line.put(param.name);
  if (param.kind != Kind::flag) line.put("=", param.initial);
  line.put("  ", param.help, "; ");
  put_allowed(line, param);
  return true;
}

}  // namespace burrow

// One line, one object or operation; words are separated by blanks.
#include "tests/differ/parse.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace burrow::differ {

namespace {

[[noreturn]] void bad(std::string const& line) {
  fprintf(stderr, "not a program's line: %s\n", line.c_str());
  exit(2);
}

class Parser {
 public:
  explicit Parser(std::string const& line) : line_(line), words_(line) { next(); }

  std::string word() {
    std::string const word = word_;
    if (word.empty()) {
      bad(line_);
    }
    next();
    return word;
  }
  int number() {
    std::string const text = word();
    char* end;
    long const value = strtol(text.c_str(), &end, 10);
    if (*end != '\0') {
      bad(line_);
    }
    return static_cast<int>(value);
  }
  // The number of an object whose name begins with one of these letters.
  int index(char const* letters, char* letter = nullptr) {
    std::string const name = word();
    if (strchr(letters, name[0]) == nullptr || name.size() < 2) {
      bad(line_);
    }
    if (letter != nullptr) {
      *letter = name[0];
    }
    return atoi(name.c_str() + 1);
  }
  int8_t channel() {
    char letter;
    int const number = index("ct", &letter);
    return static_cast<int8_t>(letter == 'c' ? number : kMaxChans + number);
  }
  bool at_end() const { return word_.empty(); }

 private:
  void next() {
    word_.clear();
    words_ >> word_;
  }
  std::string const& line_;
  std::istringstream words_;
  std::string word_;
};

Kind kind_of(std::string const& name, std::string const& line) {
  for (int kind = 0; kind < kKinds; kind++) {
    if (name == kKindNames[kind]) {
      return static_cast<Kind>(kind);
    }
  }
  bad(line);
}

void parse_cases(Parser& in, Op& op, std::string const& line) {
  do {
    if (op.ncases == kMaxCases) {
      bad(line);
    }
    Case& one = op.cases[op.ncases++];
    std::string const what = in.word();
    if (what == "send") {
      one.kind = CaseKind::send;
      one.chan = in.channel();
      one.value = in.number();
    } else if (what == "recv") {
      one.kind = CaseKind::recv;
      one.chan = in.channel();
    } else if (what == "after") {
      one.kind = CaseKind::after;
      one.value = in.number();
    } else if (what == "default") {
      one.kind = CaseKind::otherwise;
    } else {
      bad(line);
    }
  } while (!in.at_end() && in.word() == "/");
}

void parse_op(Parser& in, Goroutine& goroutine, std::string const& line) {
  if (goroutine.nops + 3 > kMaxOps) {
    bad(line);
  }
  Op& op = goroutine.ops[goroutine.nops++];
  op.kind = kind_of(in.word(), line);
  char letter = 0;
  switch (op.kind) {
    case Kind::go: op.object = static_cast<int8_t>(in.index("g")); break;
    case Kind::send:
    case Kind::try_send: op.object = in.channel(), op.value = in.number(); break;
    case Kind::recv:
    case Kind::recv_ok:
    case Kind::range:
    case Kind::close:
    case Kind::try_recv:
    case Kind::len:
    case Kind::cap: op.object = in.channel(); break;
    case Kind::select: if (!in.at_end()) parse_cases(in, op, line); break;
    case Kind::lock:
    case Kind::unlock:
    case Kind::try_lock:
      op.object = static_cast<int8_t>(in.index("mr", &letter));
      op.rw = letter == 'r';
      break;
    case Kind::rlock:
    case Kind::runlock:
    case Kind::try_rlock: op.object = static_cast<int8_t>(in.index("r")); break;
    case Kind::add: op.object = static_cast<int8_t>(in.index("w")), op.value = in.number(); break;
    case Kind::done:
    case Kind::wait: op.object = static_cast<int8_t>(in.index("w")); break;
    case Kind::once: {
      op.object = static_cast<int8_t>(in.index("o"));
      parse_op(in, goroutine, line);
      Op& last = goroutine.ops[goroutine.nops++];
      last.kind = Kind::once_end;
      last.object = op.object;
      break;
    }
    case Kind::cond_wait:
    case Kind::signal:
    case Kind::broadcast: op.object = static_cast<int8_t>(in.index("k")); break;
    case Kind::sleep: op.value = in.number(); break;
    case Kind::gosched: break;
    case Kind::stop: op.object = static_cast<int8_t>(in.index("t")); break;
    case Kind::reset: op.object = static_cast<int8_t>(in.index("t")), op.value = in.number(); break;
    case Kind::once_end: bad(line);
  }
}

void parse_object(Parser& in, Program& to, std::string const& name, std::string const& line) {
  std::string const what = in.word();
  if (what == "chan") {
    std::string const cap = in.word();
    to.caps[to.nchans++] = static_cast<int8_t>(cap == "nil" ? kNil : atoi(cap.c_str()));
  } else if (what == "mutex") {
    to.nmutexes++;
  } else if (what == "rwmutex") {
    to.nrwmutexes++;
  } else if (what == "waitgroup") {
    to.nwaitgroups++;
  } else if (what == "once") {
    to.nonces++;
  } else if (what == "cond") {
    to.cond_mutex[to.nconds++] = static_cast<int8_t>(in.index("m"));
  } else if (what == "timer" || what == "ticker" || what == "func") {
    TimerDecl& timer = to.timers[to.ntimers++];
    timer.kind = what == "timer" ? TimerKind::timer : what == "ticker" ? TimerKind::ticker : TimerKind::func;
    timer.units = in.number();
    timer.goroutine = static_cast<int8_t>(what == "func" ? in.index("g") : 0);
  } else {
    bad(line + " (" + name + ")");
  }
}

}  // namespace

std::vector<Source> parse(std::istream& in) {
  std::vector<Source> all;
  std::string line;
  bool within = false;
  while (std::getline(in, line)) {
    Parser words(line);
    if (words.at_end()) {
      continue;
    }
    std::string const first = words.word();
    if (first == "program") {
      all.emplace_back();
      all.back().program = Program{};
      all.back().program.id = words.number();
      within = true;
    } else if (!within) {
      bad(line);
    } else if (first == "end") {
      within = false;
    } else if (first == "main" || (first[0] == 'g' && words.at_end() && first != "gosched")) {
      all.back().program.ngoroutines++;
    } else if (all.back().program.ngoroutines == 0) {
      parse_object(words, all.back().program, first, line);
    } else {
      Program& program = all.back().program;
      Parser again(line);
      parse_op(again, program.goroutines[program.ngoroutines - 1], line);
    }
    all.back().text += line + "\n";
  }
  return all;
}

}  // namespace burrow::differ

// One jump buffer per host thread.
#include "tests/support/ending.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include "runtime/base/fatal.h"

namespace burrow::bench {

static thread_local jmp_buf* way_back;
static thread_local char reason_given[256];

[[gnu::noinline]] std::string ending(std::function<void()> const& body) {
  jmp_buf here;
  jmp_buf* const outer = way_back;
  reason_given[0] = '\0';
  if (setjmp(here) == 0) {
    way_back = &here;
    body();
  }
  way_back = outer;
  return reason_given;
}

void end(char const* reason) {
  std::snprintf(reason_given, sizeof reason_given, "%s", reason);
  if (way_back == nullptr) {
    std::fprintf(stderr, "outside of any ending(): %s\n", reason);
    std::abort();
  }
  std::longjmp(*way_back, 1);
}

void end_fatally(char const* kind, char const* reason) {
  char text[sizeof reason_given];
  std::snprintf(text, sizeof text, "%s%s", kind == kFatalError ? "" : kind, reason);
  end(text);
}

}  // namespace burrow::bench

// What happens when nobody has said how to report: the bare reason, then the end.
#include "runtime/base/fatal.h"

#include "arch/arch.h"
#include "runtime/base/text.h"

namespace burrow {

FatalHook fatal_hook;

[[noreturn, gnu::always_inline]] static inline void end(char const* kind, char const* reason) {
  if (fatal_hook != nullptr) {
    fatal_hook(kind, reason);
  }
  Text<256> text;
  text.put(kind, reason, "\n");
  arch::write(text.data(), text.size());
  arch::exit(arch::Verdict::panic);
}

void fatal(char const* reason) { end(kFatalError, reason); }
void gopanic(char const* reason) { end(kPanic, reason); }

}  // namespace burrow

// What happens when nobody has said how to report: the bare reason, then the end.
#include "runtime/base/fatal.h"

#include "arch/arch.h"
#include "runtime/base/text.h"

namespace burrow {

FatalHook fatal_hook;

void fatal(char const* reason) {
  if (fatal_hook != nullptr) {
    fatal_hook(reason);
  }
  Text<256> text;
  text.put("fatal error: ", reason, "\n");
  arch::write(text.data(), text.size());
  arch::exit(arch::Verdict::panic);
}

}  // namespace burrow

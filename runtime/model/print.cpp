// Go: printlock, gwrite (print.go).
#include "runtime/model/print.h"

#include "arch/arch.h"
#include "runtime/model/sched.h"

namespace burrow {

void console_write(char const* text, size_t bytes) {
  lock(sched.printlock);
  arch::write(text, bytes);
  unlock(sched.printlock);
}

}  // namespace burrow

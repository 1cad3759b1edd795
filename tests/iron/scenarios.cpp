// One after the other in one boot: each finds the machine as the first one did.
#include "tests/iron/scenarios.h"

#include "runtime/runtime.h"

namespace burrow::iron {

bool fits(scenario::Named const& row) { return row.needs != scenario::Needs::one_p || GOMAXPROCS() == 1; }

void run(scenario::Named const& row) {
  if (!fits(row)) {
    print(row.name, ": needs gomaxprocs=1\n");
    task_fail("this machine has too many Ps");
    return;
  }
  row.main();
  while (NumGoroutine() > 1) {  // worlds end with their main goroutine, a boot does not
    Gosched();
  }
}

}  // namespace burrow::iron

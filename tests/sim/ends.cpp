// Scenarios that end badly, or without their main goroutine.
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "tests/sim/scenarios.h"
#include "tests/support/fall.h"

namespace burrow::scenario {

void deadlock() {
  Sema never;
  for (int i = 0; i < 3; i++) {
    go([&] { never.acquire(); });
  }
  never.acquire();
}

void print_stacks() {
  Sema never;
  uint32_t volatile spinning = 0;
  go([&] { never.acquire(); });
  go([&] {
    for (;;) spinning = 1;
  });
  while (spinning == 0) {
    Gosched();
  }
  go([] {});
  PrintStack();
  tracebackothers(arch::getg(), nullptr);
}

void bottomless() {
  go([] { expect(fall(0) != 0, "bottomless: came back"); });
  Sema never;
  never.acquire();
}

void report_failure() { expect(false, "this is meant to fail"); }

void stack_garbage() {
  for (int round = 0; round < 40; round++) {
    WaitGroup group;
    group.add(4);
    for (int i = 0; i < 4; i++) {
      go([&] { group.done(); });
    }
    group.wait();
  }
}

void park_unmasked() { arch::park_core(); }

void commit_unmasked() { arch::stack_commit(arch::stack_area().lo); }

void release_nothing() { arch::stack_release(arch::stack_area().lo, arch::stack_area().lo); }

void enter_boot_core() { arch::core_enter(0, 0, nullptr, nullptr); }

void poke_nobody() { arch::poke_core(NumCPU()); }

void wait_for_input() {
  char line[8];
  while (read_line(line, sizeof line) != kEndOfInput) {
  }
  Sema never;
  go([&] { never.acquire(); });
  read_line(line, sizeof line);
}

void sleep_for_ever() {
  arch::irq_save();
  arch::set_deadline(arch::kNever);
  for (;;) {
    arch::park_core();
  }
}

}  // namespace burrow::scenario

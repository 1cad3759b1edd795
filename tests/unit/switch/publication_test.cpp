// arch_mcall's publication point: when save->sp is stored, everything that a core needs to resume lies on the stack.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/unit/switch/coroutine.h"
#include "tests/unit/switch/registers.h"

namespace burrow::arch {
namespace {

// The Gobuf lies in a page that can't be written: its store faults, and the stack is copied at that moment.
struct Publication {
  Gobuf* save = static_cast<Gobuf*>(mmap(nullptr, kPageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  Gobuf test_buf{};
  TestStack g0_stack;
  Coroutine coroutine{suspend, this};
  unsigned char at_store[TestStack::kBytes];
  unsigned char when_fn_ran[TestStack::kBytes];
  int faults = 0;

  static void suspend(void* arg) {
    Publication& self = *static_cast<Publication*>(arg);
    Registers const told_apart = pattern(1);  // from whatever lay on the stack before
    Registers after;
    mcall_with_registers(&told_apart, &after, self.save, self.g0_stack.top(), published, disguise(&self));
  }
  static void published(G* gp) {
    Publication& self = *reinterpret_cast<Publication*>(gp);
    std::memcpy(self.when_fn_ran, self.coroutine.stack.lo(), TestStack::kBytes);
    arch_gogo(&self.test_buf);
  }
};

Publication* watched;

void on_fault(int, siginfo_t* info, void*) {
  if (info->si_addr != watched->save) _exit(3);
  watched->faults++;
  std::memcpy(watched->at_store, watched->coroutine.stack.lo(), TestStack::kBytes);
  mprotect(watched->save, kPageSize, PROT_READ | PROT_WRITE);
}

struct FaultHandler {
  struct sigaction before {};
  unsigned char stack[64 << 10];

  FaultHandler() {
    stack_t const other{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
    sigaltstack(&other, nullptr);
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &before);
  }
  ~FaultHandler() {
    sigaction(SIGSEGV, &before, nullptr);
    stack_t const none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
    sigaltstack(&none, nullptr);
  }
};

TEST(Publication, TheStoreOfSpIsTheLastThingMcallWrites) {
  auto const publication = std::make_unique<Publication>();
  watched = publication.get();
  {
    FaultHandler handler;
    arch_mcall(&watched->test_buf, watched->g0_stack.top(), resume, disguise(&watched->coroutine.buf));
  }
  EXPECT_EQ(watched->faults, 1) << "one store, whole";
  uintptr_t const lo = reinterpret_cast<uintptr_t>(watched->coroutine.stack.lo());
  ASSERT_GT(watched->save->sp, lo);
  ASSERT_LT(watched->save->sp, watched->coroutine.stack.top());
  size_t const first = watched->save->sp - lo;
  for (size_t i = first; i < TestStack::kBytes; i++)
    ASSERT_EQ(watched->at_store[i], watched->when_fn_ran[i]) << "byte at sp + " << i - first;
  munmap(watched->save, kPageSize);
}

// One execution, two host threads: each hands it to the other, which resumes it as soon as it sees its sp.
struct Shared {
  static constexpr uint32_t kLegs = 1000;
  struct Runner {
    Shared* shared;
    Runner* other;
    std::atomic<uintptr_t> ready{0};
    Gobuf buf{};
    TestStack stack{};
    uint32_t legs = 0;
  };
  Gobuf buf{};
  TestStack stack;
  Runner runners[2]{{this, &runners[1]}, {this, &runners[0]}};
  Runner* runner = nullptr;  // who runs it: written before each resumption
  uint32_t legs = 0;
  std::atomic<bool> done{false};

  static void travel(void* arg) {
    Shared& self = *static_cast<Shared*>(arg);
    while (self.legs < kLegs) {
      self.legs++;
      arch_mcall(&self.buf, self.runner->stack.top(), hand_over, disguise(self.runner));
    }
    self.done = true;
    arch_gogo(&self.runner->buf);
  }
  static void hand_over(G* gp) {
    Runner& self = *reinterpret_cast<Runner*>(gp);
    self.other->ready.store(self.shared->buf.sp, std::memory_order_release);
    arch_gogo(&self.buf);
  }
  void run(Runner& self) {
    while (!done) {
      Gobuf taken{self.ready.exchange(0, std::memory_order_acquire)};
      if (taken.sp != 0) {
        runner = &self;
        self.legs++;
        arch_mcall(&self.buf, self.stack.top(), resume, disguise(&taken));
      }
      std::this_thread::yield();
    }
  }
};

TEST(Publication, AnExecutionMovesBetweenThreads) {
  auto const shared = std::make_unique<Shared>();
  gostartcallfn(&shared->buf, shared->stack.top(), Shared::travel, shared.get());
  shared->runners[0].ready = shared->buf.sp;
  std::thread other([&] { shared->run(shared->runners[1]); });
  shared->run(shared->runners[0]);
  other.join();
  EXPECT_EQ(shared->legs, Shared::kLegs);
  EXPECT_EQ(shared->runners[0].legs, Shared::kLegs / 2 + 1) << "the last one ends the journey";
  EXPECT_EQ(shared->runners[1].legs, Shared::kLegs / 2);
}

}  // namespace
}  // namespace burrow::arch

// The tour: the scheduler shows what it does, step by step, and proves each claim by its own counters.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr int64_t kPatience_ns = 5'000'000'000;

// Cores that can run goroutines at the same moment: each needs a P.
uint32_t cores_at_work() { return NumCPU() < GOMAXPROCS() ? NumCPU() : GOMAXPROCS(); }

void add(ProcStats& sum, ProcStats const& stats) {
  sum.runs += stats.runs;
  sum.switches += stats.switches;
  sum.steals += stats.steals;
  sum.stolen += stats.stolen;
  sum.preemptions += stats.preemptions;
  sum.wakes += stats.wakes;
  sum.halts += stats.halts;
}

ProcStats total() {
  ProcStats sum{};
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    add(sum, proc_stats(p));
  }
  return sum;
}

// ---- the words ------------------------------------------------------------------------------------------------------

void introduce() {
  print("\nA tour of Burrow: Go's scheduler on a bare machine\n\n"
        "   G  is a goroutine: a function with a stack of its own. There may be a great many.\n"
        "   M  is a machine: here a core. It runs one G at a time.\n");
  print("   P  is a processor: the right to run Gs, and a queue of Gs that are ready. An M needs one.\n\n"
        "   Here: ", NumCPU(), " M, ", GOMAXPROCS(), " P, so up to ", cores_at_work(), " G run at the same moment.\n");
}

// Keeps the core busy.
void work_for(int64_t ns) {
  for (int64_t until = nanotime() + ns; nanotime() < until;) {
    cpu_relax();
  }
}

// Microseconds as "12.3 ms" or "45 us".
void put_time(Text<32>& text, int64_t us) {
  if (us < 1000) {
    text.put(us, " us");
  } else if (us % 1000 < 100) {
    text.put(us / 1000, " ms");
  } else {
    text.put(us / 1000, ".", us / 100 % 10, " ms");
  }
}

// ---- 1 --------------------------------------------------------------------------------------------------------------

void show_creating() {
  constexpr uint32_t kChildren = 4;
  constexpr int64_t kWork_ns = 2'000'000;
  print("\n1. Creating. go(f) makes a G that will run f, and puts it into the queue of the P on which it\n"
        "   was called. An M that sleeps is woken to help.\n");
  Place here = place();
  print("   G", goid(), ", the main goroutine, runs on M", here.core, " with P", here.p, " and creates ", kChildren,
        " others, with 2 ms of work each.\n");
  ProcStats before = total();
  std::atomic<uint64_t> ids = 0;
  std::atomic<uint32_t> ran = 0;
  WaitGroup ended;
  ended.add(kChildren);
  for (uint32_t i = 0; i < kChildren; i++) {
    go([&] {
      work_for(kWork_ns);
      Place there = place();
      print("   G", goid(), " runs on M", there.core, " with P", there.p, '\n');
      ran.fetch_add(1, relaxed);  // relaxed: read after ended.wait()
      ids.fetch_or(uint64_t{1} << goid() % 64, relaxed);
      ended.done();
    });
  }
  ended.wait();
  expect(ran.load(relaxed) == kChildren, "tour: all goroutines ran");
  expect(__builtin_popcountll(ids.load(relaxed)) == kChildren, "tour: each has a number of its own");
  expect(total().runs - before.runs >= kChildren, "tour: the Ps counted them");
}

// ---- 2 --------------------------------------------------------------------------------------------------------------

void show_parking() {
  constexpr uint64_t kRounds = 1000;
  print("\n2. Parking and readying. A G that must wait is parked, and its M runs others. Whoever ends the\n"
        "   wait readies the G, which comes next on that P and inherits the rest of the time slice.\n");
  ProcStats before = total();
  int64_t start = nanotime();
  Sema ping, pong;
  WaitGroup ended;
  uint64_t returns = 0;  // whoever has the turn writes it
  ended.add(1);
  go([&] {
    for (uint64_t round = 0; round < kRounds; round++) {
      ping.acquire();
      returns++;
      pong.release();
    }
    ended.done();
  });
  for (uint64_t round = 0; round < kRounds; round++) {
    ping.release();
    pong.acquire();
  }
  ended.wait();
  int64_t each_ns = (nanotime() - start) / static_cast<int64_t>(2 * kRounds);
  uint64_t switches = total().switches - before.switches;
  print("   Two Gs handed the turn to each other ", 2 * returns, " times: ", switches, " switches, ", each_ns,
        " ns each.\n");
  expect(returns == kRounds, "tour: every wait came to an end");
  expect(switches >= kRounds, "tour: they waited by switching, not by spinning");
}

// ---- 3 --------------------------------------------------------------------------------------------------------------

void show_yielding() {
  constexpr uint32_t kGs = 4;
  constexpr uint32_t kTurns = 250;
  print("\n3. Yielding. A G that calls Gosched() goes to the end of the global queue, from which every P takes\n"
        "   now and then, even if its own is never empty.\n");
  ProcStats before = total();
  std::atomic<uint32_t> turns = 0;
  WaitGroup ended;
  ended.add(kGs);
  for (uint32_t i = 0; i < kGs; i++) {
    go([&] {
      for (uint32_t turn = 0; turn < kTurns; turn++) {
        turns.fetch_add(1, relaxed);  // relaxed: read after ended.wait()
        Gosched();
      }
      ended.done();
    });
  }
  ended.wait();
  uint64_t switches = total().switches - before.switches;
  print("   ", kGs, " Gs yielded ", kTurns, " times each: ", turns.load(relaxed), " turns, ", switches, " switches.\n");
  expect(turns.load(relaxed) == kGs * kTurns && switches >= kGs * kTurns, "tour: all who yielded came back");
}

// ---- 4 --------------------------------------------------------------------------------------------------------------

struct Heap {
  std::atomic<uint32_t> ran = 0;
  std::atomic<uint32_t> ran_here = 0;
  bool kept = false;  // written by the hoarder
  WaitGroup ended;
};

// Fills its P's queue and waits without letting go of the P; alone it must yield, or nobody would run.
void hoard(Heap* heap, uint32_t children) {
  uint32_t home = place().p;
  for (uint32_t i = 0; i < children; i++) {
    go([=] {
      heap->ran_here.fetch_add(place().p == home, relaxed);  // relaxed: published by the next
      heap->ran.fetch_add(1, release);                       // rel: pairs with acq below
    });
  }
  int64_t until = nanotime() + kPatience_ns;
  while (heap->ran.load(acquire) < children && nanotime() < until) {  // acq: pairs with rel above
    if (cores_at_work() == 1) {
      Gosched();
    } else {
      cpu_relax();
    }
  }
  heap->ended.done();
}

void show_stealing() {
  constexpr uint32_t kChildren = 200;
  print("\n4. Stealing. An M whose P has nothing to do visits the other Ps in random order, and takes half of\n"
        "   the Gs that wait there.\n");
  ProcStats before = total();
  Heap heap;
  heap.ended.add(1);
  go(hoard, &heap, kChildren);
  heap.ended.wait();
  ProcStats after = total();
  uint32_t ran = heap.ran.load(acquire), here = heap.ran_here.load(relaxed);  // acq: pairs with rel in hoard
  uint64_t steals = after.steals - before.steals, stolen = after.stolen - before.stolen;
  expect(ran == kChildren, "tour: all in the queue ran");
  if (cores_at_work() == 1) {
    print("   With one M at work there is no thief: ", here, " of ", ran, " Gs ran on the P that queued them.\n");
    expect(steals == 0 && here == ran, "tour: alone, nobody steals");
    return;
  }
  print("   A G queued ", ran, " others on its P and did not let go of it: ", ran - here, " of them ran on other Ps.\n"
        "   ", stolen, " were stolen, in ", steals, " visits.\n");
  expect(stolen > 0 && ran > here, "tour: other Ps stole");
}

// ---- 5 --------------------------------------------------------------------------------------------------------------

struct Hogs {
  uint32_t number;
  uint64_t patience;
  Sema started{};
  std::atomic<bool> stop = false;  // relaxed, all: a flag that takes effect some time, numbers read after a wait
  std::atomic<uint32_t> gave_up = 0;
  std::atomic<uint64_t> sink = 0;
  WaitGroup ended{};
};

[[gnu::always_inline]] inline uint64_t crunch(uint64_t x) {
  for (int step = 0; step < 1000; step++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
  }
  arch::cpu_relax();  // an instruction: an emulator that runs cores in turns may pass on
  return x;
}

// A loop without a call, which has no reason to end but the flag and its own patience.
void hog_core(Hogs* hogs) {
  hogs->started.release();
  uint64_t x = 1, left = hogs->patience;
  while (!hogs->stop.load(relaxed) && left > 0) {
    x = crunch(x);
    left--;
  }
  hogs->sink.fetch_add(x, relaxed);
  hogs->gave_up.fetch_add(left == 0, relaxed);
  hogs->ended.done();
}

// Rounds of crunch that last for kPatience_ns, by the fastest of a few samples.
uint64_t rounds_of_patience(std::atomic<uint64_t>& sink) {
  constexpr uint64_t kRounds = 500;
  int64_t fastest_ns = kPatience_ns;
  for (uint64_t sample = 0; sample < 10; sample++) {
    int64_t start = nanotime();
    uint64_t x = sample;
    for (uint64_t round = 0; round < kRounds; round++) {
      x = crunch(x);
    }
    int64_t took_ns = nanotime() - start;
    fastest_ns = took_ns < fastest_ns ? took_ns : fastest_ns;
    sink.fetch_add(x, relaxed);
  }
  return kRounds * static_cast<uint64_t>(kPatience_ns / (fastest_ns + 1) + 1);
}

void show_preempting() {
  constexpr uint32_t kTurns = 10;
  Hogs hogs{.number = cores_at_work(), .patience = 1};
  hogs.patience = rounds_of_patience(hogs.sink);
  Text<32> slice;
  put_time(slice, slice_ns() / 1000);
  print("\n5. Preempting. A G that never yields is stopped by its M's timer when its time slice (", slice.c_str(),
        ") is\n   over: between any two instructions, all registers kept. It goes to the end of the global queue.\n");
  ProcStats before = total();
  hogs.ended.add(static_cast<int32_t>(hogs.number));
  for (uint32_t i = 0; i < hogs.number; i++) {
    go(hog_core, &hogs);
  }
  for (uint32_t i = 0; i < hogs.number; i++) {
    hogs.started.acquire();
  }
  int64_t longest_ns = 0;
  for (uint32_t turn = 0; turn < kTurns; turn++) {
    int64_t start = nanotime();
    Gosched();
    int64_t waited = nanotime() - start;
    longest_ns = waited > longest_ns ? waited : longest_ns;
  }
  hogs.stop.store(true, relaxed);
  hogs.ended.wait();
  uint64_t preemptions = total().preemptions - before.preemptions;
  Text<32> longest;
  put_time(longest, longest_ns / 1000);
  print("   A loop without a call ran for each M at work: ", hogs.number, ". G", goid(), " yielded ", kTurns,
        " times and came back\n   within ", longest.c_str(), ", thanks to ", preemptions, " preemptions.\n");
  expect(preemptions > 0 && hogs.gave_up.load(relaxed) == 0, "tour: the hogs were stopped, none gave up");
}

// ---- 6 --------------------------------------------------------------------------------------------------------------

uint64_t interrupts_of_others(uint32_t self) {
  uint64_t sum = 0;
  for (uint32_t core = 0; core < NumCPU(); core++) {
    arch::CoreStats stats = core_stats(core);
    sum += core == self ? 0 : stats.timer_irqs + stats.pokes;
  }
  return sum;
}

// Whether the main goroutine could look without being preempted, which would have woken another M.
bool watch_idlers() {
  constexpr int64_t kSettle_ns = 50'000'000, kSleep_ns = 200'000'000;
  uint64_t preempted = total().preemptions;
  sleep_core(kSettle_ns);
  uint32_t self = place().core;
  uint64_t before = interrupts_of_others(self);
  sleep_core(kSleep_ns);
  uint64_t taken = interrupts_of_others(self) - before;
  if (total().preemptions != preempted) {
    return false;
  }
  print("   For ", kSleep_ns / 1'000'000, " ms nobody had work: ", taken, " interrupts on all M but M", self,
        ", which timed it.\n");
  expect(taken == 0, "tour: idle cores take no interrupts");
  return true;
}

void show_idling() {
  constexpr uint32_t kAttempts = 10;
  print("\n6. Idling. An M that finds no work gives up its P and halts. Nothing ticks: new work wakes it, by one\n"
        "   interrupt.\n");
  if (NumCPU() == 1) {
    print("   Here is no other M to watch.\n");
    return;
  }
  bool watched = false;
  for (uint32_t i = 0; i < kAttempts && !watched; i++) {
    watched = watch_idlers();
  }
  expect(watched, "tour: ten attempts to watch idle cores in peace");
}

// ---- 7 --------------------------------------------------------------------------------------------------------------

template <class Name>
void print_row(Name name, ProcStats const& stats) {
  print("   ", column(name, 4), column(stats.runs, 9), column(stats.switches, 10), column(stats.steals, 8),
        column(stats.stolen, 8), column(stats.preemptions, 13), column(stats.wakes, 7), column(stats.halts, 7), '\n');
}

void show_table() {
  print("\n7. What each P counted. Steals: visits that brought Gs, stolen: those Gs. Wakes: Ms woken to look for\n"
        "   work queued here. Halts: times its M found none.\n\n");
  print("      P  Gs run  switches  steals  stolen  preemptions  wakes  halts\n");
  uint32_t unused = 0;
  ProcStats sum{};
  for (uint32_t p = 0; p < GOMAXPROCS(); p++) {
    ProcStats stats = proc_stats(p);
    add(sum, stats);
    if (stats.switches == 0) {
      unused++;
    } else {
      print_row(p, stats);
    }
  }
  print_row("all", sum);
  if (unused > 0) {
    print("   ", unused, " P ran nothing.\n");
  }
  expect(sum.stolen >= sum.steals && sum.switches >= sum.preemptions, "tour: the sums agree");
}

}  // namespace

void tour() {
  introduce();
  show_creating();
  show_parking();
  show_yielding();
  show_stealing();
  show_preempting();
  show_idling();
  show_table();
  print("\nThat was the tour. qemu/run --list names more tasks; the code begins at kernel/main.cpp.\n\n");
}

}  // namespace burrow::tasks

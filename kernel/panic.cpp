// Fault and fatal reports. Go: fatalthrow, dopanic_m (panic.go).
// Differs: faults of the kernel and of goroutines end alike, in one report with the registers.
//
// W6  The core that moves `speaker` from 0 is the only one that prints from then on, and the one that ends the machine.
// W7  It takes no lock, and believes no pointer of the walk before the page tables have confirmed it.
#include "kernel/panic.h"

#include <utility>

#include "arch/bare.h"
#include "kernel/paging.h"
#include "kernel/who.h"
#include "runtime/base/atomic.h"
#include "runtime/model/g.h"
#include "runtime/model/sched.h"
#include "runtime/sched/proc.h"

namespace burrow {

namespace {

struct LastWords {
  Atomic<uint32_t> speaker;  // core id + 1; cas by any core
  Atomic<uint64_t> lost;     // cores that failed too and stand still; added by them, read by the speaker
  char const* kind;          // speaker only, both: of a fatal, on its way through a trap to get the registers
  char const* reason;
};
constinit LastWords last_words{};

void put_line(Line& line) {
  line.put("\n");
  arch::write(line.data(), line.size());
  line.clear();
}

// A fault inside the report.
[[noreturn]] void end_at_once() {
  Line line;
  line.put("\na second fault during the report\nburrow: panic");
  end_alone(arch::Verdict::panic, line);
}

enum class Why : uint8_t { done, failed };

// Another core speaks and will stop this one; should that core hang, this one ends the machine.
[[noreturn]] void stand_still(uint32_t core, Why why) {
  constexpr int64_t kPatience_ns = 10'000'000'000;
  if (why == Why::failed) last_words.lost.fetch_add(uint64_t{1} << core, release);  // rel: pairs with acq in stop_others
  int64_t const end_ns = arch::nanotime() + kPatience_ns;
  while (arch::nanotime() < end_ns) arch::cpu_relax();
  arch::exit(arch::Verdict::panic);
}

// irq masked from here on. Returns on the one core that may speak.
void become_speaker(Why why) {
  arch::irq_save();
  uint32_t const core = bare::core_id();
  uint32_t speaker = 0;
  if (last_words.speaker.cas(speaker, core + 1, acq_rel, acquire)) return;  // acq_rel: the first one wins
  if (speaker == core + 1) end_at_once();
  stand_still(core, why);
}

// What this core said before it trapped itself, once; nullptr: its fault is one of its own.
char const* take_reason() {
  bool const speaks = last_words.speaker.load(relaxed) == bare::core_id() + 1;  // rlx: only this core can make it so
  return speaks ? std::exchange(last_words.reason, nullptr) : nullptr;
}

// Returns the cores that run on in spite of it.
uint64_t stop_others() {
  freezetheworld();
  uint64_t const silent = bare::stop_cores();
  return silent & ~last_words.lost.load(acquire);  // acq: pairs with rel in stand_still
}

// What another core was printing ends here.
void begin_line() {
  if (sched.printlock.key.load(relaxed) != 0) arch::write("\n", 1);  // rlx: its holder is stopped
}

bool in_image(uintptr_t addr, char const* start, char const* end) {
  return addr >= reinterpret_cast<uintptr_t>(start) && addr < reinterpret_cast<uintptr_t>(end);
}

// Stacks, and nothing that matters besides, are mapped page by page in the lower half.
bool readable(uintptr_t addr) {
  constexpr uintptr_t kLowerHalf = uintptr_t{1} << 47;
  if (bare::paging_root() == 0) return in_image(addr, data_start, image_end);
  bare::Pte* const entry = addr < kLowerHalf ? bare::page_entry(addr) : nullptr;
  return entry != nullptr && bare::entry_mapped(*entry);
}

// What failed: a goroutine, or a core on another stack. Returns the goroutine.
G* print_failed(arch::Frame const& frame) {
  constexpr char kOther[] = "\nruntime stack:\n";
  arch::Context const at = bare::frame_context(frame);
  Unwinder const frames(at, true, Reach{0, UINTPTR_MAX, readable});
  G* const gp = stack_owner(at.sp);
  bool const failed = gp != nullptr && !gp->is_g0;
  if (failed) {
    arch::write("\n", 1);
    goroutineheader(gp);
  } else {
    arch::write(kOther, sizeof kOther - 1);
  }
  printframes(frames, true);
  if (failed) printcreatedby(gp);
  return failed ? gp : nullptr;
}

void print_cores(Line& line, char const* what, uint64_t mask) {
  for (uint32_t core = 0; core < arch::kMaxCores; core++) {
    if ((mask >> core & 1) == 0) continue;
    line.put("core ", core, " ", what);
    put_line(line);
  }
}

// line: why it ends. All lines are built in the caller's, because fault stacks are small.
[[noreturn]] void report(Line& line, arch::Frame const& frame) {
  uint64_t const silent = stop_others();
  begin_line();
  put_line(line);
  put_who(line, bare::core_id());
  put_line(line);
  bare::frame_print(frame);
  print_cores(line, "failed too", last_words.lost.load(relaxed));  // rlx: read in stop_others
  print_cores(line, "did not stop", silent);
  tracebackothers(print_failed(frame), bare::stopped_context);
  line.put("burrow: panic");
  end_alone(arch::Verdict::panic, line);
}

}  // namespace

void end_alone(arch::Verdict verdict, Line& last_line) {
  put_line(last_line);
  arch::exit(verdict);
}

void end(arch::Verdict verdict, Line& last_line) {
  become_speaker(Why::done);
  stop_others();
  begin_line();
  uint64_t const lost = last_words.lost.load(relaxed);  // rlx: read in stop_others
  if (lost == 0) end_alone(verdict, last_line);
  Line line;
  print_cores(line, "failed while the machine was ending", lost);
  line.put("burrow: panic");
  end_alone(arch::Verdict::panic, line);
}

void refuse(Line& what) {
  Line line;
  line.put("burrow: usage: ", static_cast<char const*>(what.c_str()));
  end_alone(arch::Verdict::usage, line);
}

void panic(char const* kind, char const* reason) {
  become_speaker(Why::failed);
  last_words.kind = kind;
  last_words.reason = reason;
  __builtin_trap();
}

void bare::on_fault(arch::Frame& frame, char const* what, uintptr_t addr) {
  char const* const reason = take_reason();
  if (reason == nullptr) become_speaker(Why::failed);
  Line line;
  if (reason != nullptr) {
    line.put(last_words.kind, reason);
  } else if (!put_overflow(line, addr, arch::frame_sp(frame))) {
    line.put("fatal error: ", what, " at address ", hex(addr));
  }
  report(line, frame);
}

}  // namespace burrow

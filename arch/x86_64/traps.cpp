// Every interrupt and exception arrives here, masked, on a stack of its kind (segments.cpp). Go: sighandler in
// signal_unix.go, sigpanic's texts.
#include "arch/bare.h"
#include "arch/x86_64/clock.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/irq.h"
#include "arch/x86_64/lapic.h"
#include "arch/x86_64/ops.h"
#include "arch/x86_64/stop.h"

namespace burrow::x86 {
namespace {

enum Exception : uint64_t { kNmi = 2, kPageFault = 14, kExceptions = 32 };
enum PageFaultError : uint64_t { kProtection = 1, kWrite = 2, kReserved = 8, kFetch = 16 };

constexpr char const* kExceptionTexts[kExceptions] = {
    "divide error", "debug trap", "non-maskable interrupt", "breakpoint", "overflow", "bound range exceeded",
    "invalid opcode", "device not available", "double fault", "exception 9", "invalid TSS", "segment not present",
    "stack segment fault", "general protection fault", "page fault", "exception 15", "x87 floating-point error",
    "alignment check", "machine check", "SIMD floating-point error", "virtualization exception",
    "control protection exception", "exception 22", "exception 23", "exception 24", "exception 25", "exception 26",
    "exception 27", "hypervisor injection exception", "VMM communication exception", "security exception",
    "exception 31"};

char const* page_fault_text(uint64_t error) {
  bool const present = (error & kProtection) != 0;
  if ((error & kReserved) != 0) return "page fault: bad page-table entry";
  if ((error & kFetch) != 0) {
    return present ? "page fault: execute, not executable" : "page fault: execute, not present";
  }
  if ((error & kWrite) != 0) return present ? "page fault: write, read-only" : "page fault: write, not present";
  return present ? "page fault: read, not allowed" : "page fault: read, not present";
}

void page_fault(arch::Frame& frame) {
  uintptr_t const addr = read_cr2();
  arch::StackArea const area = arch::stack_area();
  bool const absent = (frame.error & (kProtection | kReserved)) == 0;
  if (absent && addr >= area.lo && addr < area.hi && on_stack_fault(frame, addr)) return;
  bare::on_fault(frame, page_fault_text(frame.error), addr);
}

void exception(arch::Frame& frame) {
  if (frame.vector == kPageFault) return page_fault(frame);
  if (frame.vector == kNmi) halt_if_stopping(frame);
  bare::on_fault(frame, kExceptionTexts[frame.vector], 0);
}

}  // namespace

extern "C" void x86_trap(arch::Frame* frame) {
  constexpr uint64_t kPicSpurious1 = kExceptions + 7, kPicSpurious2 = kExceptions + 15;
  switch (frame->vector) {
    case kTimerVector:
      count(this_core().timer_irqs);
      lapic_eoi();
      if (clock_due()) on_interrupt(*frame);
      return;
    case kPokeVector:
      count(this_core().pokes);
      lapic_eoi();
      return on_interrupt(*frame);
    case kSpuriousVector:
    case kPicSpurious1:
    case kPicSpurious2:
      return;  // neither wants an end of interrupt
    default:
      if (frame->vector < kExceptions) return exception(*frame);
      arch::stack_forget();
      if (device_interrupt(frame->vector)) {
        count(this_core().device_irqs);
        lapic_eoi();
        return on_interrupt(*frame);
      }
      bare::on_fault(*frame, "interrupt from a device nobody set up", 0);
  }
}

}  // namespace burrow::x86

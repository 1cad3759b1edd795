// Control registers and vector state. Each bit is set only where CPUID shows it: a wrong one hangs or faults.
// SDM vol. 1, 13.3 and vol. 3, 2.5.
#include "arch/bare.h"
#include "arch/x86_64/core.h"
#include "arch/x86_64/ops.h"

extern "C" {
// -- written by core 0 in cpu_init, then constant; read by preempt.S
uint64_t x86_vector_state_size = 512;  // a multiple of 64
uint8_t x86_has_xsave = 0;
}

namespace burrow::x86 {
namespace {

enum Leaf1 : uint32_t { kEdxMachineCheck = 1u << 7, kEcxXsave = 1u << 26, kEcxTscDeadline = 1u << 24 };
enum Leaf7 : uint32_t { kEbxSmep = 1u << 7, kEcxUmip = 1u << 2 };
enum Cr0 : uint64_t { kMonitor = 1u << 1, kEmulate = 1u << 2, kTaskSwitched = 1u << 3, kNumericError = 1u << 5,
                      kWriteProtect = 1u << 16 };
enum Cr4 : uint64_t { kMachineCheck = 1u << 6, kFxsr = 1u << 9, kSimdExceptions = 1u << 10, kUmip = 1u << 11,
                      kOsXsave = 1u << 18, kSmep = 1u << 20 };
enum Xcr0 : uint64_t { kX87 = 1, kSse = 2, kAvx = 4, kAvx512 = 0xe0 };

char feature_text[64];  // written by core 0 in cpu_init, then constant

Cpuid leaf7() { return cpuid(0).eax >= 7 ? cpuid(7) : Cpuid{}; }

uint64_t wanted_cr4() {
  Cpuid const one = cpuid(1), seven = leaf7();
  uint64_t bits = kFxsr | kSimdExceptions;
  if ((one.edx & kEdxMachineCheck) != 0) bits |= kMachineCheck;
  if ((one.ecx & kEcxXsave) != 0) bits |= kOsXsave;
  if ((seven.ecx & kEcxUmip) != 0) bits |= kUmip;
  if ((seven.ebx & kEbxSmep) != 0) bits |= kSmep;
  return bits;
}

// XCR0: x87, SSE, AVX, AVX-512 and nothing else; AVX-512 only whole and with AVX.
uint64_t wanted_xcr0() {
  uint64_t const supported = cpuid(0xd).eax;
  uint64_t wanted = kX87 | kSse;
  if ((supported & kAvx) != 0) wanted |= kAvx;
  if ((supported & kAvx) != 0 && (supported & kAvx512) == kAvx512) wanted |= kAvx512;
  return wanted;
}

void say(char const* feature) {
  char* at = feature_text;
  while (*at != 0) at++;
  if (at != feature_text) *at++ = ' ';
  while (*feature != 0) *at++ = *feature++;
}

void describe(uint64_t xcr0) {
  feature_text[0] = 0;
  say(x86_has_xsave != 0 ? "xsave" : "fxsave");
  if ((xcr0 & kAvx) != 0) say("avx");
  if ((xcr0 & kAvx512) != 0) say("avx512");
  if ((read_cr4() & kSmep) != 0) say("smep");
  if ((read_cr4() & kUmip) != 0) say("umip");
  if (cpu_has_tsc_deadline()) say("tsc-deadline");
}

void enable_xsave() {
  uint64_t const xcr0 = wanted_xcr0();
  xsetbv(xcr0);
  if (this_core().id != 0) return;
  x86_has_xsave = 1;
  x86_vector_state_size = (cpuid(0xd).ebx + 63) & ~63u;  // for what XCR0 now enables
}

}  // namespace

void cpu_init() {
  write_cr0((read_cr0() | kMonitor | kNumericError | kWriteProtect) & ~(kEmulate | kTaskSwitched));
  write_cr4(read_cr4() | wanted_cr4());
  bool const xsave = (read_cr4() & kOsXsave) != 0;
  if (xsave) enable_xsave();
  if (this_core().id == 0) describe(xsave ? wanted_xcr0() : 0);
  asm volatile("fninit");
}

bool cpu_has_tsc_deadline() { return (cpuid(1).ecx & kEcxTscDeadline) != 0; }

}  // namespace burrow::x86

namespace burrow::bare {

char const* cpu_features() { return x86::feature_text; }

}  // namespace burrow::bare

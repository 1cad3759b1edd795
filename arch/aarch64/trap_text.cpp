// Exception syndromes in words.
#include "arch/aarch64/trap_text.h"

namespace burrow::bare {
namespace {

enum Class : uint32_t {
  kUnknown = 0x00,
  kVectorOff = 0x07,
  kBranchTarget = 0x0d,
  kIllegalState = 0x0e,
  kSystemRegister = 0x18,
  kSveOff = 0x19,
  kFetch = 0x21,
  kPcAlignment = 0x22,
  kData = 0x25,
  kSpAlignment = 0x26,
  kBreakpoint = 0x3c,
};

constexpr uint64_t kFarNotValid = 1 << 10;
constexpr uint64_t kCacheOperation = 1 << 8;
constexpr uint64_t kWrite = 1 << 6;

uint32_t class_of(uint64_t esr) { return esr >> 26 & 0x3f; }

enum class Cause : uint32_t { address_size, unmapped, access_flag, permission, alignment, other };

Cause cause_of(uint64_t esr) {
  uint32_t const status = esr & 0x3f;
  if (status == 0x21) return Cause::alignment;
  return status < 0x10 ? static_cast<Cause>(status >> 2) : Cause::other;
}

char const* fetch_text(Cause cause) {
  switch (cause) {
    case Cause::address_size: return "page fault: execute, address out of range";
    case Cause::unmapped: return "page fault: execute, not mapped";
    case Cause::permission: return "page fault: execute, not executable";
    default: return "page fault: execute, external abort";
  }
}

char const* read_text(Cause cause) {
  switch (cause) {
    case Cause::address_size: return "page fault: read, address out of range";
    case Cause::unmapped: return "page fault: read, not mapped";
    case Cause::permission: return "page fault: read, not readable";
    case Cause::alignment: return "unaligned read";
    default: return "page fault: read, external abort";
  }
}

char const* write_text(Cause cause) {
  switch (cause) {
    case Cause::address_size: return "page fault: write, address out of range";
    case Cause::unmapped: return "page fault: write, not mapped";
    case Cause::permission: return "page fault: write, read-only";
    case Cause::alignment: return "unaligned write";
    default: return "page fault: write, external abort";
  }
}

char const* data_text(uint64_t esr) {
  bool const write = (esr & (kWrite | kCacheOperation)) == kWrite;  // a cache operation counts as a read
  return write ? write_text(cause_of(esr)) : read_text(cause_of(esr));
}

}  // namespace

bool esr_is_undefined(uint64_t esr) { return class_of(esr) == kUnknown; }

bool esr_is_unmapped_data(uint64_t esr) {
  return class_of(esr) == kData && cause_of(esr) == Cause::unmapped && esr_has_address(esr);
}

bool esr_has_address(uint64_t esr) {
  uint32_t const ec = class_of(esr);
  return ec == kPcAlignment || ((ec == kFetch || ec == kData) && (esr & kFarNotValid) == 0);
}

char const* esr_text(uint64_t esr) {
  switch (class_of(esr)) {
    case kUnknown: return "undefined instruction";
    case kVectorOff: return "vector instruction while vectors are off";
    case kBranchTarget: return "branch to no branch target";
    case kIllegalState: return "illegal execution state";
    case kSystemRegister: return "system register access refused";
    case kSveOff: return "SVE instruction: SVE is off";
    case kFetch: return fetch_text(cause_of(esr));
    case kPcAlignment: return "unaligned program counter";
    case kData: return data_text(esr);
    case kSpAlignment: return "unaligned stack pointer";
    case kBreakpoint: return "breakpoint instruction";
    default: return "unexpected exception";
  }
}

}  // namespace burrow::bare

// What GCC's code calls without being asked: memory and string functions, and the ends of C++ that a kernel never
// reaches.
// Built with -fno-tree-loop-distribute-patterns, without which the loops below would become calls to themselves.
#include <cstddef>
#include <cstdint>

#include "runtime/base/fatal.h"

namespace {

using Word __attribute__((may_alias)) = uint64_t;

bool word_aligned(void const* a, void const* b) {
  return (reinterpret_cast<uintptr_t>(a) | reinterpret_cast<uintptr_t>(b)) % sizeof(Word) == 0;
}

}  // namespace

extern "C" {

void* memcpy(void* to, void const* from, size_t bytes) {
  auto* out = static_cast<unsigned char*>(to);
  auto const* in = static_cast<unsigned char const*>(from);
  size_t at = 0;
  for (; word_aligned(to, from) && at + sizeof(Word) <= bytes; at += sizeof(Word)) {
    *reinterpret_cast<Word*>(out + at) = *reinterpret_cast<Word const*>(in + at);
  }
  for (; at < bytes; at++) out[at] = in[at];
  return to;
}

void* memmove(void* to, void const* from, size_t bytes) {
  auto* out = static_cast<unsigned char*>(to);
  auto const* in = static_cast<unsigned char const*>(from);
  if (reinterpret_cast<uintptr_t>(out) - reinterpret_cast<uintptr_t>(in) >= bytes) return memcpy(to, from, bytes);
  while (bytes != 0 && (!word_aligned(to, from) || bytes % sizeof(Word) != 0)) {
    bytes--;
    out[bytes] = in[bytes];
  }
  while (bytes != 0) {
    bytes -= sizeof(Word);
    *reinterpret_cast<Word*>(out + bytes) = *reinterpret_cast<Word const*>(in + bytes);
  }
  return to;
}

void* memset(void* to, int value, size_t bytes) {
  auto* out = static_cast<unsigned char*>(to);
  auto const byte = static_cast<unsigned char>(value);
  size_t at = 0;
  for (; word_aligned(to, nullptr) && at + sizeof(Word) <= bytes; at += sizeof(Word)) {
    *reinterpret_cast<Word*>(out + at) = byte * 0x0101'0101'0101'0101u;
  }
  for (; at < bytes; at++) out[at] = byte;
  return to;
}

int memcmp(void const* a, void const* b, size_t bytes) {
  auto const* left = static_cast<unsigned char const*>(a);
  auto const* right = static_cast<unsigned char const*>(b);
  for (size_t at = 0; at < bytes; at++) {
    if (left[at] != right[at]) return left[at] < right[at] ? -1 : 1;
  }
  return 0;
}

size_t strlen(char const* string) {
  size_t length = 0;
  while (string[length] != '\0') length++;
  return length;
}

[[noreturn]] void __cxa_pure_virtual() { burrow::fatal("pure virtual function called"); }
}

// Only the deleting form of a virtual destructor refers to them: the kernel has no heap to give memory back to.
void operator delete(void*) noexcept { burrow::fatal("operator delete called"); }
void operator delete(void*, size_t) noexcept { burrow::fatal("operator delete called"); }

// Instructions that C++ has no words for.
#pragma once

#include <cstdint>

namespace burrow::x86 {

inline void out8(uint16_t port, uint8_t value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
inline void out16(uint16_t port, uint16_t value) { asm volatile("outw %0, %1" : : "a"(value), "Nd"(port)); }
inline void out32(uint16_t port, uint32_t value) { asm volatile("outl %0, %1" : : "a"(value), "Nd"(port)); }

inline uint8_t in8(uint16_t port) {
  uint8_t value;
  asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

inline uint32_t in32(uint16_t port) {
  uint32_t value;
  asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

inline uint64_t rdmsr(uint32_t msr) {
  uint32_t lo, hi;
  asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
  return uint64_t{hi} << 32 | lo;
}

inline void wrmsr(uint32_t msr, uint64_t value) {
  auto const lo = static_cast<uint32_t>(value), hi = static_cast<uint32_t>(value >> 32);
  asm volatile("wrmsr" : : "c"(msr), "a"(lo), "d"(hi) : "memory");
}

inline void mfence() { asm volatile("mfence" ::: "memory"); }

// Not before earlier loads, so that two cores which hand something over see their times in order.
inline uint64_t rdtsc() {
  uint32_t lo, hi;
  asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
  return uint64_t{hi} << 32 | lo;
}

struct Cpuid {
  uint32_t eax, ebx, ecx, edx;
};

inline Cpuid cpuid(uint32_t leaf, uint32_t subleaf = 0) {
  Cpuid out;
  asm volatile("cpuid" : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx) : "a"(leaf), "c"(subleaf));
  return out;
}

inline uint64_t read_cr0() { uint64_t value; asm volatile("movq %%cr0, %0" : "=r"(value)); return value; }
inline uint64_t read_cr2() { uint64_t value; asm volatile("movq %%cr2, %0" : "=r"(value)); return value; }
inline uint64_t read_cr3() { uint64_t value; asm volatile("movq %%cr3, %0" : "=r"(value)); return value; }
inline uint64_t read_cr4() { uint64_t value; asm volatile("movq %%cr4, %0" : "=r"(value)); return value; }
inline void write_cr0(uint64_t value) { asm volatile("movq %0, %%cr0" : : "r"(value) : "memory"); }
inline void write_cr3(uint64_t value) { asm volatile("movq %0, %%cr3" : : "r"(value) : "memory"); }
inline void write_cr4(uint64_t value) { asm volatile("movq %0, %%cr4" : : "r"(value) : "memory"); }

inline void xsetbv(uint64_t value) {
  asm volatile("xsetbv" : : "c"(0), "a"(static_cast<uint32_t>(value)), "d"(static_cast<uint32_t>(value >> 32)));
}

// Nothing can wake it but an NMI, which brings it back here.
[[noreturn]] inline void halt_forever() {
  while (true) asm volatile("cli; hlt" : : : "memory");
}

}  // namespace burrow::x86

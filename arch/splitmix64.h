// The generator behind the register tortures of the iron machines: Steele, Lea and Flood's splitmix64.
#pragma once

#include <cstdint>

namespace burrow::arch {

inline uint64_t splitmix64(uint64_t& state) {
  uint64_t value = state += 0x9e37'79b9'7f4a'7c15;
  value = (value ^ value >> 30) * 0xbf58'476d'1ce4'e5b9;
  value = (value ^ value >> 27) * 0x94d0'49bb'1331'11eb;
  return value ^ value >> 31;
}

}  // namespace burrow::arch

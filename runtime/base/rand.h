// Cheap random numbers, one state per M, and an order of visiting that depends on them.
// Go: fastrand (stubs.go), randomOrder and randomEnum (proc.go).
#pragma once

#include <cstdint>
#include <numeric>

namespace burrow {

// xorshift64*. The state must not be zero.
inline uint32_t fastrand(uint64_t& state) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return static_cast<uint32_t>((state * 0x2545f4914f6cdd1d) >> 32);
}

// A starting state that differs for every (seed, stream).
inline uint64_t rand_state(uint64_t seed, uint64_t stream) {
  uint64_t z = seed + (stream + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return (z ^ (z >> 31)) | 1;
}

// Visits 0..count-1, each once, from a random start with a step that is coprime to count.
class RandomEnum {
 public:
  RandomEnum(uint32_t count, uint32_t start, uint32_t step) : count_(count), pos_(start), step_(step) {}
  bool done() const { return visited_ == count_; }
  void next() {
    visited_++;
    pos_ = (pos_ + step_) % count_;
  }
  uint32_t position() const { return pos_; }

 private:
  uint32_t count_, visited_ = 0, pos_, step_;
};

// The coprimes of count, found once when count changes. Go: randomOrder.reset.
template <uint32_t Max>
class RandomOrder {
 public:
  void reset(uint32_t count) {
    count_ = count;
    ncoprimes_ = 0;
    for (uint32_t i = 1; i <= count; i++) {
      if (std::gcd(i, count) == 1) {
        coprimes_[ncoprimes_++] = static_cast<uint16_t>(i);
      }
    }
  }
  RandomEnum start(uint32_t random) const {
    return {count_, random % count_, coprimes_[random / count_ % ncoprimes_]};
  }

 private:
  static_assert(Max <= UINT16_MAX);
  uint32_t count_, ncoprimes_;
  uint16_t coprimes_[Max];
};

}  // namespace burrow

// The iron machines' own lines: a line of text, put together on the stack and written in one piece.
#pragma once

#include <cstddef>
#include <cstdint>

#include "arch/arch.h"

namespace burrow::bare {

class Line {
 public:
  Line& text(char const* words) {
    while (*words != 0) put(*words++);
    return *this;
  }

  Line& right(char const* words, size_t width) {  // padded on the left
    for (size_t used = __builtin_strlen(words); used < width; used++) put(' ');
    return text(words);
  }

  Line& hex(uint64_t value) {
    for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[value >> shift & 15]);
    return *this;
  }

  Line& number(uint64_t value) {
    if (value >= 10) number(value / 10);
    put(static_cast<char>('0' + value % 10));
    return *this;
  }

  void end() {
    put('\n');
    arch::write(bytes_, size_);
    size_ = 0;
  }

 private:
  void put(char byte) {
    if (size_ < sizeof(bytes_)) bytes_[size_++] = byte;
  }

  char bytes_[120];
  size_t size_ = 0;
};

}  // namespace burrow::bare

// A line of text in a fixed buffer: what does not fit is cut off. No lock, no heap, any context. Go: print.go.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace burrow {

struct Hex {
  uint64_t value;
};
inline Hex hex(uint64_t value) { return {value}; }
inline Hex hex(void const* pointer) { return {reinterpret_cast<uintptr_t>(pointer)}; }

// A number or a word padded on the left to a width: columns.
template <class T>
struct Column {
  T value;
  size_t width;
};
template <class T>
Column<T> column(T value, size_t width) {
  return {value, width};
}

template <size_t N>
class Text {
 public:
  char const* data() const { return buffer_; }
  size_t size() const { return size_; }
  char const* c_str() {
    buffer_[size_] = '\0';
    return buffer_;
  }
  void clear() { size_ = 0; }

  template <class... Parts>
  Text& put(Parts... parts) {
    (append(parts), ...);
    return *this;
  }

 private:
  void append(char letter) {
    if (size_ < N) {
      buffer_[size_++] = letter;
    }
  }
  void append(char const* word) {
    for (; *word != '\0'; word++) {
      append(*word);
    }
  }
  template <std::integral T>
  void append(T number) {
    digits(number, 10);
  }
  void append(Hex number) {
    append("0x");
    digits(number.value, 16);
  }
  template <class T>
  void append(Column<T> cell) {
    Text<48> word;
    word.put(cell.value);
    for (size_t used = word.size(); used < cell.width; used++) {
      append(' ');
    }
    append(static_cast<char const*>(word.c_str()));
  }
  template <class T>
  void digits(T number, int base) {
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
    for (char* digit = digits; digit < end; digit++) {
      append(*digit);
    }
  }

  size_t size_ = 0;
  char buffer_[N + 1];
};

}  // namespace burrow

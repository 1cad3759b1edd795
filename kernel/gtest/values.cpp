// The forms of single values.
#include "kernel/gtest/values.h"

namespace testing::internal {

namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

struct Escape {
  unsigned char letter;
  char as;
};
constexpr Escape kEscapes[] = {{0, '0'},     {'\a', 'a'}, {'\b', 'b'}, {'\f', 'f'}, {'\n', 'n'},
                               {'\r', 'r'},  {'\t', 't'}, {'\v', 'v'}, {'\\', '\\'}};

bool printable(unsigned char letter) { return letter >= ' ' && letter <= '~'; }

void put_hex(Lines& to, unsigned char byte) {
  if (byte >= 16) {
    to.put(kHexDigits[byte / 16]);
  }
  to.put(kHexDigits[byte % 16]);
}

// Between quotes; `quote` is escaped.
void put_letter(Lines& to, unsigned char letter, unsigned char quote) {
  for (Escape const& escape : kEscapes) {
    if (escape.letter == letter) {
      to.put('\\', escape.as);
      return;
    }
  }
  if (letter == quote) {
    to.put('\\', static_cast<char>(letter));
  } else if (printable(letter)) {
    to.put(static_cast<char>(letter));
  } else {
    to.put("\\x");
    put_hex(to, letter);
  }
}

}  // namespace

void put_char(Lines& to, unsigned char letter) {
  to.put('\'');
  put_letter(to, letter, '\'');
  to.put('\'');
  if (letter == 0) {
    return;
  }
  to.put(" (", static_cast<uint32_t>(letter));
  if (printable(letter) || (letter > '\t' && letter <= '\r')) {  // else the hexadecimal form is there, or the same
    to.put(", 0x");
    put_hex(to, letter);
  }
  to.put(')');
}

void put_quoted(Lines& to, std::string_view text) {
  to.put('"');
  for (char letter : text) {
    put_letter(to, static_cast<unsigned char>(letter), '"');
  }
  to.put('"');
}

void put_double(Lines& to, double value) {
  if (value != value) {
    to.put("nan");
    return;
  }
  if (__builtin_signbit(value)) {
    to.put('-');
    value = -value;
  }
  if (value > 1.7976931348623157e308) {
    to.put("inf");
    return;
  }
  int exponent = 0;
  for (; value >= 10; exponent++) value /= 10;
  for (; value != 0 && value < 1; exponent--) value *= 10;
  auto digits = static_cast<uint64_t>(value * 100'000 + 0.5);  // six of them
  if (digits >= 1'000'000) {
    digits /= 10;
    exponent++;
  }
  char figures[6];
  size_t count = 0;
  for (int i = 5; i >= 0; i--, digits /= 10) {
    figures[i] = static_cast<char>('0' + digits % 10);
    if (count == 0 && (figures[i] != '0' || i == 0)) count = static_cast<size_t>(i) + 1;
  }
  bool const scientific = exponent < -4 || exponent >= 6;
  int const point = scientific ? 0 : exponent;  // the place of the figure before the point
  for (int i = point < 0 ? point : 0; i < static_cast<int>(count) || i <= point; i++) {
    to.put(i < 0 || i >= static_cast<int>(count) ? '0' : figures[i]);
    if (i == point && i + 1 < static_cast<int>(count)) to.put('.');
  }
  if (scientific) {
    int const size = exponent < 0 ? -exponent : exponent;
    to.put('e', exponent < 0 ? '-' : '+', size < 10 ? "0" : "", size);
  }
}

void put_bytes(Lines& to, void const* object, size_t bytes) {
  constexpr size_t kMost = 132;
  auto const* byte = static_cast<unsigned char const*>(object);
  to.put(bytes, "-byte object <");
  for (size_t i = 0; i < bytes && i < kMost; i++) {
    if (i != 0) {
      to.put(i % 2 == 0 ? ' ' : '-');
    }
    to.put(kHexDigits[byte[i] / 16], kHexDigits[byte[i] % 16]);
  }
  to.put(bytes > kMost ? " ..." : "", '>');
}

}  // namespace testing::internal

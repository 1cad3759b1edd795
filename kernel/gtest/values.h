// Values in words, as GoogleTest prints them. What has no form here is printed as its bytes.
#pragma once

#include <string_view>

#include "runtime/runtime.h"

namespace testing::internal {

using Lines = burrow::Text<1000>;

void put_char(Lines& to, unsigned char letter);                // 'a' (97, 0x61)
void put_quoted(Lines& to, std::string_view text);             // "a\n"
void put_double(Lines& to, double value);                      // six digits
void put_bytes(Lines& to, void const* object, size_t bytes);   // 4-byte object <01-00 00-00>

template <size_t kBytes>
void put_text(burrow::Text<kBytes>& to, std::string_view text) {
  for (char letter : text) {
    to.put(letter);
  }
}

template <class T>
constexpr bool kCharacter = std::is_same_v<T, char> || std::is_same_v<T, signed char> || std::is_same_v<T, unsigned char>;

// As an operand of a comparison.
template <class T>
void put_value(Lines& to, T const& value) {
  if constexpr (std::is_same_v<T, bool>) {
    to.put(value ? "true" : "false");
  } else if constexpr (kCharacter<T>) {
    put_char(to, static_cast<unsigned char>(value));
  } else if constexpr (std::is_integral_v<T>) {
    to.put(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    put_double(to, static_cast<double>(value));
  } else if constexpr (std::is_null_pointer_v<T>) {
    to.put("(nullptr)");
  } else if constexpr (std::is_pointer_v<T>) {
    if (value == nullptr) {
      to.put("NULL");
      return;
    }
    to.put(burrow::hex(reinterpret_cast<uintptr_t>(value)));
    if constexpr (std::is_same_v<std::remove_cv_t<std::remove_pointer_t<T>>, char>) {
      to.put(" pointing to ");
      put_quoted(to, value);
    }
  } else if constexpr (std::is_convertible_v<T const&, std::string_view>) {
    put_quoted(to, value);
  } else if constexpr (std::is_enum_v<T> && std::is_convertible_v<T, int64_t>) {
    to.put(static_cast<int64_t>(value));
  } else {
    put_bytes(to, &value, sizeof value);
  }
}

template <class T>
Lines value_of(T const& value) {
  Lines text;
  put_value(text, value);
  return text;
}

// As part of a message.
template <class T>
void put_streamed(Lines& to, T const& value) {
  if constexpr (kCharacter<T>) {
    to.put(static_cast<char>(value));
  } else if constexpr (std::is_pointer_v<T>) {
    if (value == nullptr) {
      to.put("(null)");
    } else if constexpr (std::is_convertible_v<T const&, std::string_view>) {
      to.put(static_cast<char const*>(value));
    } else {
      put_value(to, value);
    }
  } else if constexpr (std::is_convertible_v<T const&, std::string_view>) {
    put_text(to, value);
  } else {
    put_value(to, value);
  }
}

}  // namespace testing::internal

// Lines on the console, one at a time. Go: print, printlock (print.go).
#pragma once

#include <cstddef>

#include "runtime/base/text.h"

namespace burrow {

// on any with an M · irq open · may neither (takes the print lock). Writes the bytes as one piece.
void console_write(char const* text, size_t bytes);

// The parts as one piece; what is beyond 240 bytes is cut off.
template <class... Parts>
void print(Parts... parts) {
  Text<240> text;
  text.put(parts...);
  console_write(text.data(), text.size());
}

}  // namespace burrow

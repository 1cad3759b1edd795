// A reader of flattened device trees (Devicetree Specification 0.4, chapter 5) over a span of foreign bytes. Pure: no
// recursion, no memory outside the span, no assembly; it runs on the host too.
// Invariant: whatever the bytes, next() returns end or damaged after at most bytes.size() calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace burrow::fdt {

using Bytes = std::span<uint8_t const>;

enum class Event : uint8_t { begin_node, end_node, property, end, damaged };

struct Token {
  Event event;
  std::string_view name;  // of the node with its unit address, or of the property
  Bytes value;            // of the property
};

struct Reservation {
  uint64_t base;
  uint64_t size;
};

// Big-endian numbers; the caller has checked the bounds.
uint32_t load32(Bytes bytes, size_t offset);
uint64_t load64(Bytes bytes, size_t offset);

// The characters before the first NUL, or all of them.
std::string_view text_of(Bytes bytes);

// Bytes of the tree that begins there, by its header; 0: there is none.
size_t tree_size(Bytes header);

class Reader {
 public:
  explicit Reader(Bytes tree);
  bool good() const { return good_; }          // the header holds together
  Token next();                                // never called again after end or damaged
  bool next_reservation(Reservation& out);     // false: no more

 private:
  bool take32(uint32_t& out);
  bool take_string(Bytes from, size_t offset, std::string_view& out) const;
  Token take_property();

  Bytes structure_;
  Bytes strings_;
  Bytes reservations_;
  size_t at_ = 0;
  size_t reservation_at_ = 0;
  bool good_ = false;
};

}  // namespace burrow::fdt

// Flattened device trees, token by token.
#include "boot/aarch64/fdt.h"

#include <cstring>

namespace burrow::fdt {
namespace {

constexpr uint32_t kMagic = 0xd00dfeed;
constexpr uint32_t kVersion = 17;  // the first whose header tells the structure's size
constexpr size_t kHeaderSize = 40;
// -- offsets in the header
constexpr size_t kTotalSize = 4;
constexpr size_t kStructure = 8;
constexpr size_t kStrings = 12;
constexpr size_t kReservations = 16;
constexpr size_t kVersionAt = 20;
constexpr size_t kCompatibleVersion = 24;
constexpr size_t kStringsSize = 32;
constexpr size_t kStructureSize = 36;

enum TokenCode : uint32_t { kBeginNode = 1, kEndNode = 2, kProperty = 3, kNop = 4, kEnd = 9 };

constexpr size_t align4(size_t value) { return (value + 3) & ~size_t{3}; }

bool slice(Bytes bytes, size_t offset, size_t size, Bytes& out) {
  if (offset > bytes.size() || size > bytes.size() - offset) return false;
  out = bytes.subspan(offset, size);
  return true;
}

}  // namespace

uint32_t load32(Bytes bytes, size_t offset) {
  uint32_t value;
  memcpy(&value, bytes.data() + offset, sizeof(value));
  return __builtin_bswap32(value);
}

uint64_t load64(Bytes bytes, size_t offset) {
  return uint64_t{load32(bytes, offset)} << 32 | load32(bytes, offset + 4);
}

std::string_view text_of(Bytes bytes) {
  size_t length = 0;
  while (length < bytes.size() && bytes[length] != 0) length++;
  return {reinterpret_cast<char const*>(bytes.data()), length};
}

size_t tree_size(Bytes header) {
  return header.size() >= kHeaderSize && load32(header, 0) == kMagic ? load32(header, kTotalSize) : 0;
}

Reader::Reader(Bytes tree) {
  size_t const size = tree_size(tree);
  if (size < kHeaderSize || size > tree.size()) return;
  Bytes const whole = tree.first(size);
  if (load32(whole, kVersionAt) < kVersion || load32(whole, kCompatibleVersion) > kVersion) return;
  size_t const reservations = load32(whole, kReservations);
  good_ = slice(whole, load32(whole, kStructure), load32(whole, kStructureSize), structure_) &&
          slice(whole, load32(whole, kStrings), load32(whole, kStringsSize), strings_) && reservations <= size &&
          slice(whole, reservations, size - reservations, reservations_);
}

bool Reader::take32(uint32_t& out) {
  if (structure_.size() - at_ < 4) return false;
  out = load32(structure_, at_);
  at_ += 4;
  return true;
}

bool Reader::take_string(Bytes from, size_t offset, std::string_view& out) const {
  if (offset >= from.size()) return false;
  out = text_of(from.subspan(offset));
  return out.size() < from.size() - offset;
}

Token Reader::take_property() {
  Token token{Event::property, {}, {}};
  uint32_t size, name;
  if (!take32(size) || !take32(name) || !slice(structure_, at_, size, token.value) ||
      !take_string(strings_, name, token.name)) {
    return {Event::damaged, {}, {}};
  }
  size_t const next = align4(at_ + size);
  at_ = next < structure_.size() ? next : structure_.size();
  return token;
}

Token Reader::next() {
  uint32_t code = kNop;
  while (code == kNop) {
    if (!take32(code)) return {Event::damaged, {}, {}};
  }
  std::string_view name;
  switch (code) {
    case kBeginNode:
      if (!take_string(structure_, at_, name)) return {Event::damaged, {}, {}};
      at_ = align4(at_ + name.size() + 1);
      if (at_ > structure_.size()) return {Event::damaged, {}, {}};
      return {Event::begin_node, name, {}};
    case kEndNode: return {Event::end_node, {}, {}};
    case kProperty: return take_property();
    case kEnd: return {Event::end, {}, {}};
    default: return {Event::damaged, {}, {}};
  }
}

bool Reader::next_reservation(Reservation& out) {
  constexpr size_t kEntry = 16;
  if (reservations_.size() - reservation_at_ < kEntry) return false;
  out = {load64(reservations_, reservation_at_), load64(reservations_, reservation_at_ + 8)};
  reservation_at_ += kEntry;
  return out.base != 0 || out.size != 0;
}

}  // namespace burrow::fdt

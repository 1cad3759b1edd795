// boot/aarch64/fdt: tokens of good trees, and each way in which a blob can be no tree.
#include "boot/aarch64/fdt.h"

#include "tests/unit/fdt_bench.h"

namespace burrow {
namespace {

using fdt::Event;
using fdt::Reader;

// Letters of the events: { } p . and ! for damaged, with the names.
std::string tokens(std::vector<uint8_t> const& blob) {
  Reader reader(blob);
  if (!reader.good()) return "bad header";
  std::string out;
  for (size_t calls = 0; calls <= blob.size(); calls++) {
    fdt::Token const token = reader.next();
    switch (token.event) {
      case Event::begin_node: out += "{" + std::string(token.name); break;
      case Event::end_node: out += "}"; break;
      case Event::property: out += " " + std::string(token.name) + "=" + std::to_string(token.value.size()); break;
      case Event::end: return out + ".";
      case Event::damaged: return out + "!";
    }
  }
  return "endless";
}

FdtBuilder small() {
  FdtBuilder tree;
  tree.begin("").text("compatible", "x").begin("cpus@0").cells("reg", {1, 2}).bytes("empty", {}).end().end().finish();
  return tree;
}

TEST(Fdt, Tokens) { EXPECT_EQ(tokens(small().blob()), "{ compatible=2{cpus@0 reg=8 empty=0}}."); }

TEST(Fdt, NopsAreNothing) {
  EXPECT_EQ(tokens(FdtBuilder().nop().begin("").nop().nop().end().nop().finish().blob()), "{}.");
  EXPECT_EQ(tokens(FdtBuilder().nop().nop().blob()), "!");
}

TEST(Fdt, ValuesAreTheBytes) {
  std::vector<uint8_t> const blob = FdtBuilder().bytes("p", {1, 2, 3}).finish().blob();
  Reader reader(blob);
  fdt::Token const token = reader.next();
  EXPECT_EQ(std::vector<uint8_t>(token.value.begin(), token.value.end()), (std::vector<uint8_t>{1, 2, 3}));
  EXPECT_EQ(reader.next().event, Event::end) << "values are padded to words";
}

TEST(Fdt, Numbers) {
  std::vector<uint8_t> const bytes{0, 1, 2, 3, 0xff, 0xfe, 0xfd, 0xfc};
  EXPECT_EQ(fdt::load32(bytes, 0), 0x00010203u);
  EXPECT_EQ(fdt::load64(bytes, 0), 0x00010203fffefdfcu);
  std::vector<uint8_t> const text{'a', 'b', 0, 'c'};
  EXPECT_EQ(fdt::text_of(text), "ab");
  EXPECT_EQ(fdt::text_of(fdt::Bytes(text).first(2)), "ab");
  EXPECT_EQ(fdt::text_of({}), "");
}

TEST(Fdt, Headers) {
  struct {
    FdtHeader field;
    uint32_t value;
  } const wrong[] = {{kTotal, 39},    {kTotal, 0},     {kTotal, UINT32_MAX},       {kVersion, 16},
                     {kCompatible, 18}, {kStruct, UINT32_MAX}, {kStructLength, UINT32_MAX}, {kStrings, UINT32_MAX},
                     {kStringsLength, UINT32_MAX}, {kRsvmap, UINT32_MAX}};
  for (auto const& [field, value] : wrong) {
    std::vector<uint8_t> blob = small().blob();
    set_be32(blob, field, value);
    EXPECT_EQ(tokens(blob), "bad header") << field << " " << value;
  }
  std::vector<uint8_t> blob = small().blob();
  blob[0]++;
  EXPECT_EQ(tokens(blob), "bad header") << "magic";
  EXPECT_EQ(fdt::tree_size(blob), 0u);
  EXPECT_EQ(tokens({}), "bad header");
  EXPECT_EQ(fdt::tree_size(small().blob()), small().blob().size());
}

TEST(Fdt, DamagedStructures) {
  EXPECT_EQ(tokens(FdtBuilder().blob()), "!") << "empty";
  EXPECT_EQ(tokens(FdtBuilder().begin("a").end().blob()), "{a}!") << "no end";
  EXPECT_EQ(tokens(FdtBuilder().word(5).blob()), "!") << "no such token";
  EXPECT_EQ(tokens(FdtBuilder().word(1).word(0x61616161).blob()), "!") << "a name without end";
  EXPECT_EQ(tokens(FdtBuilder().word(3).word(UINT32_MAX).word(0).finish().blob()), "!") << "a value without end";
  EXPECT_EQ(tokens(FdtBuilder().word(3).word(0xfffffffd).word(0).finish().blob()), "!");
  EXPECT_EQ(tokens(FdtBuilder().word(3).word(0).word(1000).finish().blob()), "!") << "a name outside the strings";
  EXPECT_EQ(tokens(FdtBuilder().word(3).word(0).blob()), "!") << "half a property";
}

TEST(Fdt, Reservations) {
  std::vector<uint8_t> const blob = FdtBuilder().reservation(0x1'0000'0000, 2).reservation(0, 5).finish().blob();
  Reader reader(blob);
  fdt::Reservation found;
  ASSERT_TRUE(reader.next_reservation(found));
  EXPECT_EQ(found.base, 0x1'0000'0000u);
  EXPECT_EQ(found.size, 2u);
  ASSERT_TRUE(reader.next_reservation(found));
  EXPECT_EQ(found.size, 5u);
  EXPECT_FALSE(reader.next_reservation(found));
}

TEST(Fdt, ReservationsWithoutEndStopAtTheBlob) {
  std::vector<uint8_t> blob = small().blob();
  set_be32(blob, kRsvmap, static_cast<uint32_t>(blob.size() - 33));
  Reader reader(blob);
  fdt::Reservation found;
  EXPECT_TRUE(reader.next_reservation(found));
  EXPECT_TRUE(reader.next_reservation(found));
  EXPECT_FALSE(reader.next_reservation(found));
}

}  // namespace
}  // namespace burrow

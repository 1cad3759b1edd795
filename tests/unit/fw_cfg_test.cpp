// kernel/devices/fw_cfg against a device that follows docs/specs/fw_cfg to the letter, or lies.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "kernel/devices/fw_cfg.h"
#include "tests/support/bench_machine.h"
#include "tests/unit/fdt_bench.h"

namespace burrow {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint16_t kDirectory = 0x19;
constexpr uint32_t kError = 1, kRead = 2, kSkip = 4, kSelect = 8;

Bytes bytes_of(std::string const& text) { return {text.begin(), text.end()}; }

struct Entry {
  std::string name;  // cut off or filled up with zeros
  uint32_t size;
  uint16_t item;
};

Bytes directory(uint32_t count, std::vector<Entry> const& entries) {
  Bytes out;
  put_be32(out, count);
  for (Entry const& entry : entries) {
    put_be32(out, entry.size);
    put_be32(out, uint32_t{entry.item} << 16);
    std::string name = entry.name;
    name.resize(56);
    out.insert(out.end(), name.begin(), name.end());
  }
  return out;
}

// The device. An order is checked, noted and carried out at once, after `delay` looks at the clock, or never.
struct FakeDevice {
  std::map<uint16_t, Bytes> items;
  std::string signature = "QEMU";
  uint8_t features = 3;
  bool refuses = false, deaf = false;
  uint32_t delay = 0;

  uint16_t item = 0;
  size_t at = 0;
  uint32_t norders = 0;
  uint8_t* pending = nullptr;  // the order
  std::vector<uint32_t> controls;
  uintptr_t lo = 0, hi = 0;    // where it may write

  uint8_t next() {
    Bytes const& bytes = items[item];
    return at < bytes.size() ? bytes[at++] : 0;
  }

  void start(uint8_t* order) {
    norders++;
    pending = order;
    if (deaf) return;
    if (delay == 0) return carry_out();
    bench::machine.on_nanotime = [this, looks = delay]() mutable {
      if (pending != nullptr && --looks == 0) carry_out();
    };
  }

  void carry_out() {
    Bytes const order(pending, pending + 16);
    uint32_t const control = get_be32(order, 0), length = get_be32(order, 4);
    uint64_t const address = fdt::load64(order, 8);
    controls.push_back(control);
    if ((control & kSelect) != 0) item = static_cast<uint16_t>(control >> 16), at = 0;
    if ((control & kRead) != 0 && !refuses) {
      EXPECT_TRUE(address >= lo && address + length <= hi) << "writes outside the page";
      for (uint32_t i = 0; i < length; i++) reinterpret_cast<uint8_t*>(address)[i] = next();
    }
    if ((control & kSkip) != 0) at += length;
    memset(pending, 0, 4);
    if (refuses) pending[3] = kError;
    pending = nullptr;
  }
};
FakeDevice device;

struct FwCfgTest : testing::Test {
  FwCfg fw_cfg;
  alignas(4096) uint8_t page[FwCfg::kMostBytes];
  FwCfg::File file{};

  void SetUp() override {
    bench::reset_machine();
    device = {};
    device.lo = reinterpret_cast<uintptr_t>(page);
    device.hi = device.lo + sizeof page;
    set_directory({{"etc/acpi/tables", 10, 0x20}, {"opt/burrow/data", 5, 0x21}, {"bootorder", 0, 0x22}});
    device.items[0x21] = bytes_of("gnome");
  }
  void TearDown() override { bench::reset_machine(); }

  void set_directory(std::vector<Entry> const& entries) {
    device.items[kDirectory] = directory(static_cast<uint32_t>(entries.size()), entries);
  }
  int64_t find(char const* name) {
    device.items[0] = bytes_of(device.signature);
    device.items[1] = {device.features, 0, 0, 0};
    fw_cfg.probe();
    return fw_cfg.find(name, page, file);
  }
};

TEST_F(FwCfgTest, FindsAFile) {
  EXPECT_EQ(find("opt/burrow/data"), 0);
  EXPECT_EQ(file.item, 0x21);
  EXPECT_EQ(file.size, 5u);
}

TEST_F(FwCfgTest, ReadsAPieceFromAnywhere) {
  ASSERT_EQ(find("opt/burrow/data"), 0);
  memset(page, 0xee, sizeof page);
  EXPECT_EQ(fw_cfg.read(file, 2, page, 3), 0);
  EXPECT_EQ(memcmp(page, "ome", 3), 0);
  EXPECT_EQ(page[3], 0xee);
  EXPECT_EQ(fw_cfg.read(file, 0, page, 2), 0);
  EXPECT_EQ(memcmp(page, "gn", 2), 0);
}

TEST_F(FwCfgTest, OrdersAreAsTheSpecificationSays) {
  ASSERT_EQ(find("opt/burrow/data"), 0);
  ASSERT_EQ(fw_cfg.read(file, 2, page, 3), 0);
  std::vector<uint32_t> const expected = {0x19u << 16 | kSelect | kRead, kRead, 0x21u << 16 | kSelect | kSkip, kRead};
  EXPECT_EQ(device.controls, expected);
}

TEST_F(FwCfgTest, NamesAreComparedWhole) {
  for (char const* name : {"opt/burrow/dat", "opt/burrow/data2", "opt", "", "data"}) {
    EXPECT_EQ(find(name), kNoSuchFile) << name;
  }
}

TEST_F(FwCfgTest, FindsAFileInASecondPage) {
  std::vector<Entry> entries;
  for (uint32_t i = 0; i < 150; i++) entries.push_back({"f" + std::to_string(i), i, static_cast<uint16_t>(0x20 + i)});
  set_directory(entries);
  for (uint32_t i : {0u, 63u, 64u, 127u, 128u, 149u}) {
    EXPECT_EQ(find(("f" + std::to_string(i)).c_str()), 0) << i;
    EXPECT_EQ(file.size, i);
  }
  EXPECT_EQ(find("f150"), kNoSuchFile);
}

TEST_F(FwCfgTest, AnswersLate) {
  device.delay = 5;
  EXPECT_EQ(find("opt/burrow/data"), 0);
  EXPECT_GT(bench::machine.relaxes, 0u);
}

// ---- what a device may do wrong ----

TEST_F(FwCfgTest, IsAbsent) {
  device.signature = "\xff\xff\xff\xff";
  EXPECT_EQ(find("opt/burrow/data"), kDeviceAbsent);
  EXPECT_EQ(fw_cfg.read({0x21, 5}, 0, page, 5), kDeviceAbsent);
  EXPECT_EQ(device.norders, 0u);
}

TEST_F(FwCfgTest, CannotCopy) {
  device.features = 1;
  EXPECT_EQ(find("opt/burrow/data"), kDeviceAbsent);
  EXPECT_EQ(device.norders, 0u);
}

TEST_F(FwCfgTest, Refuses) {
  ASSERT_EQ(find("opt/burrow/data"), 0);
  device.refuses = true;
  EXPECT_EQ(fw_cfg.read(file, 0, page, 5), kDeviceError);
  EXPECT_EQ(fw_cfg.find("opt/burrow/data", page, file), kDeviceError);
  device.refuses = false;
  EXPECT_EQ(fw_cfg.read(file, 0, page, 5), 0) << "an error is not the end";
}

// F4
TEST_F(FwCfgTest, NeverAnswersAndIsAskedOnce) {
  device.deaf = true;
  int64_t const start_ns = bench::machine.now_ns;
  bench::machine.relax_ns = 1'000'000;
  EXPECT_EQ(find("opt/burrow/data"), kDeviceTimeout);
  EXPECT_GE(bench::machine.now_ns - start_ns, 1'000'000'000);
  EXPECT_LE(bench::machine.now_ns - start_ns, 1'100'000'000);
  device.deaf = false;
  EXPECT_EQ(fw_cfg.find("opt/burrow/data", page, file), kDeviceTimeout);
  EXPECT_EQ(fw_cfg.read({0x21, 5}, 0, page, 5), kDeviceTimeout);
  EXPECT_EQ(device.norders, 1u);
}

TEST_F(FwCfgTest, CountsTooManyFiles) {
  for (uint32_t count : {0x4001u, 0x8000'0000u, 0xffff'ffffu}) {
    device.items[kDirectory] = directory(count, {{"opt/burrow/data", 5, 0x21}});
    EXPECT_EQ(find("opt/burrow/dat"), kDeviceError) << count;
  }
}

TEST_F(FwCfgTest, CountsMoreFilesThanItHas) {
  device.items[kDirectory] = directory(0x4000, {{"opt/burrow/data", 5, 0x21}});
  EXPECT_EQ(find("opt/burrow/data"), 0);
  EXPECT_EQ(find("nosuch"), kNoSuchFile);
  EXPECT_LE(device.norders, 400u);
}

TEST_F(FwCfgTest, HasNoDirectory) {
  device.items.erase(kDirectory);
  EXPECT_EQ(find("opt/burrow/data"), kNoSuchFile);
}

TEST_F(FwCfgTest, NamesHaveNoEnd) {
  std::string const endless(56, 'x');
  set_directory({{endless, 1, 0x20}, {"opt/burrow/data", 5, 0x21}, {endless, 1, 0x22}});
  EXPECT_EQ(find("opt/burrow/data"), 0);
  EXPECT_EQ(find(endless.c_str()), kNoSuchFile);
  EXPECT_EQ(find(std::string(57, 'x').c_str()), kNoSuchFile);
  EXPECT_EQ(find(std::string(5000, 'x').c_str()), kNoSuchFile);
  std::string const longest(55, 'x');
  set_directory({{longest, 1, 0x23}});
  EXPECT_EQ(find(longest.c_str()), 0);
}

TEST_F(FwCfgTest, PointsToAnItemThatIsNoFile) {
  for (uint16_t item : {0x00, 0x19, 0x1f, 0x4000, 0x8020, 0xffff}) {
    set_directory({{"opt/burrow/data", 5, item}});
    EXPECT_EQ(find("opt/burrow/data"), kDeviceError) << item;
  }
}

}  // namespace

namespace bare {

void fw_cfg_select(uint16_t item) { device.item = item, device.at = 0; }
uint8_t fw_cfg_data() { return device.next(); }
void fw_cfg_start(void const* order) { device.start(static_cast<uint8_t*>(const_cast<void*>(order))); }

}  // namespace bare
}  // namespace burrow

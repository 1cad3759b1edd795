// kernel/devices/semihosting against a host that has a few files and may refuse, fail or lie.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "arch/bare.h"
#include "kernel/devices/devices.h"

namespace burrow {
namespace {

enum Operation : uint64_t { kOpen = 0x01, kClose = 0x02, kWrite = 0x05, kRead = 0x06, kSeek = 0x0a, kLength = 0x0c };

// Like QEMU's: what it is told to touch outside the bounce page is silently lost.
struct Host {
  std::map<std::string, std::string> files;
  bool listens = true, seeks = true, closes = true;
  int64_t length_lie = 0, left_lie = 0;
  bool reads = true;

  std::string name;
  size_t at = 0;
  int open = 0, opened = 0;

  int64_t call(uint64_t operation, uint64_t const* block) {
    if (!listens) return bare::kSemihostingRefused;
    switch (operation) {
      case kOpen: return open_file(reinterpret_cast<char const*>(block[0]), block[1], block[2]);
      case kClose: return open--, closes ? 0 : -1;
      case kLength: return length_lie != 0 ? length_lie : static_cast<int64_t>(files[name].size());
      case kSeek: return at = block[1], seeks ? 0 : -1;
      case kRead: return read(block[1], block[2]);
      case kWrite: return files[name].append(reinterpret_cast<char const*>(block[1]), block[2]), left_lie;
      default: return -1;
    }
  }
  int64_t open_file(char const* wanted, uint64_t mode, uint64_t length) {
    EXPECT_EQ(wanted, bounce_page());
    EXPECT_EQ(strlen(wanted), length);
    opened++;
    name = wanted;
    if (mode == 5) files[name].clear();
    if (files.count(name) == 0) return -1;
    at = 0;
    return ++open;
  }
  int64_t read(uint64_t address, uint64_t bytes) {
    if (left_lie != 0) return left_lie;
    if (!reads) return static_cast<int64_t>(bytes);
    std::string const piece = files[name].substr(std::min(at, files[name].size()), bytes);
    at += piece.size();
    EXPECT_EQ(address, reinterpret_cast<uint64_t>(bounce_page()));
    memcpy(reinterpret_cast<void*>(address), piece.data(), piece.size());
    return static_cast<int64_t>(bytes - piece.size());
  }
};
Host host;
alignas(4096) char page[kBounceBytes];

Device const& driver = semihosting_device;

struct Semihosting : testing::Test {
  std::string content;

  void SetUp() override {
    host = {};
    for (int i = 0; i < 10000; i++) content.push_back(static_cast<char>(i * 7 >> 2));
    host.files = {{"data", content}, {"empty", ""}};
  }
  void TearDown() override { EXPECT_EQ(host.open, 0) << "files left open"; }

  std::string read(char const* file, uint64_t at, size_t bytes) {
    std::string to(bytes, '?');
    int64_t const came = driver.read(file, at, to.data(), bytes);
    return came < 0 ? "error " + std::to_string(came) : to.substr(0, static_cast<size_t>(came));
  }
  static std::string error(FileError error) { return "error " + std::to_string(error); }
};

TEST_F(Semihosting, ReadsInPieces) {
  EXPECT_EQ(read("data", 0, 20000), content);
  EXPECT_EQ(read("data", 5000, 4097), content.substr(5000, 4097));
  EXPECT_EQ(read("data", 9999, 100), content.substr(9999));
  EXPECT_EQ(read("data", 10000, 100), "");
  EXPECT_EQ(read("data", ~uint64_t{0}, 100), "");
  EXPECT_EQ(read("empty", 0, 100), "");
}

TEST_F(Semihosting, TellsTheSize) {
  EXPECT_EQ(driver.size("data"), 10000);
  EXPECT_EQ(driver.size("empty"), 0);
}

TEST_F(Semihosting, WritesAnew) {
  EXPECT_EQ(driver.write("copy", content.data(), content.size()), 10000);
  EXPECT_EQ(host.files["copy"], content);
  EXPECT_EQ(driver.write("copy", "x", 1), 1);
  EXPECT_EQ(host.files["copy"], "x");
}

TEST_F(Semihosting, NobodyListens) {
  host.listens = false;
  EXPECT_EQ(read("data", 0, 10), error(kDeviceAbsent));
  EXPECT_EQ(driver.size("data"), kDeviceAbsent);
  EXPECT_EQ(driver.write("copy", "x", 1), kDeviceAbsent);
}

TEST_F(Semihosting, NoSuchFile) {
  EXPECT_EQ(read("nosuch", 0, 10), error(kNoSuchFile));
  EXPECT_EQ(driver.size("nosuch"), kNoSuchFile);
}

TEST_F(Semihosting, NamesThatAreNotAskedFor) {
  for (std::string const& name : {std::string(), std::string(":tt"), std::string(4096, 'x'), std::string(9000, 'x')}) {
    EXPECT_EQ(driver.size(name.c_str()), kNoSuchFile) << name.size();
  }
  EXPECT_EQ(host.opened, 0);
  EXPECT_EQ(driver.size(std::string(4095, 'x').c_str()), kNoSuchFile);
  EXPECT_EQ(host.opened, 1);
}

TEST_F(Semihosting, TheHostFails) {
  host.seeks = false;
  EXPECT_EQ(read("data", 0, 10), error(kDeviceError));
  host.seeks = true, host.reads = false;
  EXPECT_EQ(read("data", 0, 10), error(kDeviceError));
  host.reads = true, host.length_lie = -1;
  EXPECT_EQ(read("data", 0, 10), error(kDeviceError));
  EXPECT_EQ(driver.size("data"), kDeviceError);
  host.length_lie = 20000;
  EXPECT_EQ(read("data", 9000, 5000), error(kDeviceError)) << "shorter than it says";
  host.closes = false;
  EXPECT_EQ(driver.write("copy", "x", 1), kDeviceError);
}

TEST_F(Semihosting, TheHostMovesMoreThanItWasAsked) {
  for (int64_t left : {int64_t{-1}, int64_t{5000}, INT64_MIN, INT64_MAX}) {
    host.left_lie = left;
    EXPECT_EQ(read("data", 0, 10), error(kDeviceError)) << left;
    EXPECT_EQ(driver.write("copy", "x", 1), kDeviceError) << left;
  }
}

}  // namespace

void* bounce_page() { return page; }

namespace bare {
extern "C" int64_t semihosting_call(uint64_t operation, uint64_t const* block) { return host.call(operation, block); }
}  // namespace bare
}  // namespace burrow

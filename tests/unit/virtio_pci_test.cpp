// kernel/devices/virtio_pci against a configuration space that tells the truth, or lies about where its registers are.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <functional>
#include <vector>

#include "arch/bare.h"
#include "kernel/devices/pci.h"

namespace burrow {
namespace {

constexpr uint32_t kBar = 0x2000'0000, kBarBytes = 4096;  // below 4 GiB; the page behind it is not there
constexpr uint32_t kCapabilities = 0x40, kCapabilityBytes = 0x14, kMsix = 0xa0, kTable = 0xc00;
enum Part : uint32_t { kCommon, kDoorbell, kIsr, kConfiguration, kParts };

// What the device says of itself. One BAR of a page, four parts of 256 bytes, a table of messages behind them.
struct FakeFunction {
  uint32_t words[64]{};

  uint32_t& offset(Part part) { return words[(kCapabilities + part * kCapabilityBytes + 8) / 4]; }
  uint32_t& bytes(Part part) { return words[(kCapabilities + part * kCapabilityBytes + 12) / 4]; }
  uint32_t& step() { return words[(kCapabilities + kDoorbell * kCapabilityBytes + 16) / 4]; }
  uint32_t& table() { return words[(kMsix + 4) / 4]; }

  FakeFunction() {
    words[0] = 0x1042'1af4;
    words[1] = 1 << 20;
    words[4] = kBar;
    words[0x34 / 4] = kCapabilities;
    for (uint32_t part = 0; part < kParts; part++) {
      uint32_t const at = kCapabilities + part * kCapabilityBytes, next = part + 1 < kParts ? at + kCapabilityBytes : kMsix;
      words[at / 4] = (part + 1) << 24 | next << 8 | 0x09;
      offset(Part{part}) = part * 256;
      bytes(Part{part}) = 256;
    }
    words[kMsix / 4] = 0x11;
    table() = kTable;
  }
};
FakeFunction function;

uint16_t& doorbell_number() { return *reinterpret_cast<uint16_t*>(kBar + 0x1e); }

struct VirtioPciTest : testing::Test {
  VirtioTransport transport{};

  void SetUp() override {
    function = {};
    void* const bar = mmap(reinterpret_cast<void*>(kBar), kBarBytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    ASSERT_EQ(bar, reinterpret_cast<void*>(kBar));
  }
  void TearDown() override { munmap(reinterpret_cast<void*>(kBar), kBarBytes); }

  bool probe() { return virtio_pci_probe(8, kVirtioBlock, [](void*) {}, nullptr, transport); }
};

TEST_F(VirtioPciTest, FindsWhatTheCapabilitiesName) {
  doorbell_number() = 3;
  function.step() = 4;
  ASSERT_TRUE(probe());
  EXPECT_EQ(transport.registers, kBar);
  EXPECT_EQ(transport.doorbell, kBar + 256u + 12);
  EXPECT_EQ(transport.interrupt, kBar + 512u);
  EXPECT_EQ(transport.configuration, kBar + 768u);
  EXPECT_EQ(*reinterpret_cast<uint32_t*>(kBar + kTable), 0xfee0'0000u);
}

TEST_F(VirtioPciTest, APartMayEndWhereTheBarDoes) {
  function.offset(kIsr) = kBarBytes - 1;
  function.bytes(kIsr) = 1;
  function.offset(kDoorbell) = kBarBytes - 2;
  function.bytes(kDoorbell) = 2;
  function.table() = kBarBytes - 16;
  EXPECT_TRUE(probe());
}

TEST_F(VirtioPciTest, NothingLiesOutsideItsBar) {
  std::vector<std::function<void()>> const lies = {
      [] { function.offset(kCommon) = kBarBytes; },
      [] { function.offset(kCommon) = kBarBytes - 0x37; },
      [] { function.offset(kConfiguration) = kBarBytes - 23; },
      [] { function.offset(kIsr) = kBarBytes; },
      [] { function.offset(kDoorbell) = kBarBytes - 1; },
      [] { function.offset(kDoorbell) = 0xffff'fffe; },
      [] { function.step() = kBarBytes; },                          // and the doorbell's number is 1
      [] { function.bytes(kDoorbell) = 2, function.step() = 1; },   // in the BAR, and not in its part
  };
  for (size_t i = 0; i < lies.size(); i++) {
    function = {};
    doorbell_number() = 1;
    lies[i]();
    EXPECT_FALSE(probe()) << i;
  }
}

TEST_F(VirtioPciTest, ATableOutsideItsBarIsNotWrittenTo) {
  function.words[0x3c / 4] = 1 << 8;
  for (uint32_t table : {kBarBytes, kBarBytes - 8, 0xffff'fff8u, 1u}) {  // the last: in a BAR that there is not
    function.table() = table;
    EXPECT_TRUE(probe()) << "the line will do";
  }
}

}  // namespace

namespace bare {

uint32_t pci_read(uint32_t, uint32_t offset) { return function.words[offset / 4]; }
void pci_write(uint32_t, uint32_t offset, uint32_t value) {
  bool const is_bar = offset >= 0x10 && offset < 0x28;
  uint32_t const mask = offset == 0x10 ? ~(kBarBytes - 1) : is_bar ? 0 : offset == 4 ? 0xffff : ~0u;
  uint32_t const kept = offset == 4 ? function.words[1] & 0xffff'0000 : 0;
  function.words[offset / 4] = (value & mask) | kept;
}
uint64_t pci_place(uint64_t) { return 0; }
uint32_t pci_irq(uint32_t) { return 5; }
bool msi_attach(void (*)(void*), void*, Message& out) {
  out = {0xfee0'0000, 0x41};
  return true;
}
bool map_range(uintptr_t, uint64_t, uint64_t, Prot) { return true; }

}  // namespace bare

namespace arch {

bool irq_attach(uint32_t, void (*)(void*), void*) { return true; }

}  // namespace arch
}  // namespace burrow

// kernel/devices/virtio_blk against a device that follows VIRTIO 1.2 to the letter, or lies.
#include "kernel/devices/virtio_blk.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <csignal>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"
#include "tests/support/bench_machine.h"

namespace burrow {
namespace {

using Wait = VirtioBlk::Wait;
using Register = VirtioRegister;

constexpr uint32_t kBlocks = 256;
constexpr uint32_t kDriverOk = 4, kFeaturesOk = 8;

template <class T>
T& at(uint64_t address) { return *reinterpret_cast<T*>(address); }

// The device: answers at the bell, when someone waits, or never.
struct FakeDevice {
  uint64_t features = uint64_t{1} << 32 | 1 << 9;
  uint64_t blocks = kBlocks;
  uint32_t most = 256;
  uint8_t status = 0;                  // of each answer
  bool deaf = false, keeps_reset = false, refuses_features = false, restless = false;
  bool at_the_bell = false;            // else while someone waits
  std::function<void()> instead;       // of answering
  std::function<void()> acknowledging; // before it sees the acknowledgement, which is on its way until a barrier
  std::vector<uint8_t> data = std::vector<uint8_t>(kBlocks * 512);

  std::array<uint32_t, static_cast<size_t>(Register::count)> registers{};
  VirtioBlk* disk = nullptr;
  uint16_t seen = 0, answered = 0;
  uint32_t bells = 0, acknowledged = 0, generation = 0;
  std::vector<uint32_t> types;

  uint32_t& reg(Register which) { return registers[static_cast<size_t>(which)]; }
  uint64_t address(Register low, Register high) { return uint64_t{reg(high)} << 32 | reg(low); }
  uint64_t desc(uint32_t i) { return address(Register::descriptors, Register::descriptors_high) + i * 16; }
  uint64_t avail() { return address(Register::available, Register::available_high); }
  uint64_t used() { return address(Register::used, Register::used_high); }
  uint16_t asked() { return at<uint16_t>(avail() + 2); }
  uint16_t head(uint16_t number) { return at<uint16_t>(avail() + 4 + number % reg(Register::queue_size) * 2); }

  void put_used(uint32_t id) {
    at<uint32_t>(used() + 4 + answered % reg(Register::queue_size) * 8) = id;
    at<uint16_t>(used() + 2) = ++answered;
  }

  void carry_out(uint16_t first) {
    uint64_t const request = at<uint64_t>(desc(first));
    uint32_t const type = at<uint32_t>(request);
    uint64_t const block = at<uint64_t>(request + 8);
    uint32_t next = at<uint16_t>(desc(first) + 14);
    types.push_back(type);
    if (type != 4) {
      uint32_t const bytes = at<uint32_t>(desc(next) + 8);
      ASSERT_LE(block * 512 + bytes, data.size());
      auto* memory = reinterpret_cast<void*>(at<uint64_t>(desc(next)));
      EXPECT_EQ(at<uint16_t>(desc(next) + 12), type == 0 ? 3 : 1) << "who writes to the buffer";
      type == 0 ? memcpy(memory, &data[block * 512], bytes) : memcpy(&data[block * 512], memory, bytes);
      next = at<uint16_t>(desc(next) + 14);
    }
    EXPECT_EQ(at<uint16_t>(desc(next) + 12), 2);
    at<uint8_t>(at<uint64_t>(desc(next))) = status;
    put_used(first);
  }

  void answer() {
    if (deaf) return;
    if (instead) return instead();
    while (seen != asked()) carry_out(head(seen++));
  }
};
FakeDevice device;

uint32_t get(VirtioTransport const&, Register which) {
  switch (which) {
    case Register::offered: return static_cast<uint32_t>(device.features >> (device.reg(Register::offered_select) * 32));
    case Register::queue_most: return device.most;
    case Register::generation: return device.restless ? device.generation++ : 0;
    case Register::status: {
      uint32_t const status = device.keeps_reset ? 1 : device.reg(which);
      return device.refuses_features ? status & ~kFeaturesOk : status;
    }
    default: return device.reg(which);
  }
}
void set(VirtioTransport const&, Register which, uint32_t value) { device.reg(which) = value; }
uint32_t config(VirtioTransport const&, uint32_t offset) { return static_cast<uint32_t>(device.blocks >> offset * 8); }
void notify(VirtioTransport const&) {
  device.bells++;
  if (device.at_the_bell) device.answer();
}
void acknowledge(VirtioTransport const&) { device.acknowledged++; }
void arrive() {
  if (auto const event = std::exchange(device.acknowledging, nullptr)) event();
}
constexpr VirtioTransport kTransport{get, set, config, notify, acknowledge, 0, 0, 0, 0};

struct VirtioBlkTest : testing::Test {
  std::unique_ptr<VirtioBlk> disk = std::make_unique<VirtioBlk>();
  void* memory = aligned_alloc(4096, VirtioBlk::kMemory);
  std::vector<uint8_t> bytes = std::vector<uint8_t>(64 << 10);

  void SetUp() override {
    bench::reset_machine();
    memset(memory, 0, VirtioBlk::kMemory);
    device = {};
    device.disk = disk.get();
    for (size_t i = 0; i < device.data.size(); i++) device.data[i] = static_cast<uint8_t>(i * 7 ^ i >> 9);
  }
  void TearDown() override {
    bench::reset_machine();
    free(memory);
  }

  int64_t start() { return disk->start(kTransport, memory); }
  int64_t read(uint64_t where, size_t size, Wait wait = Wait::interrupt) { return disk->read(where, bytes.data(), size, wait); }
  bool right(uint64_t where, size_t size) { return memcmp(bytes.data(), &device.data[where], size) == 0; }
};

TEST_F(VirtioBlkTest, StartsAsTheSpecificationSays) {
  ASSERT_EQ(start(), 0);
  EXPECT_EQ(disk->bytes(), kBlocks * 512u);
  EXPECT_EQ(device.reg(Register::status) & (kDriverOk | kFeaturesOk), kDriverOk | kFeaturesOk);
  EXPECT_EQ(device.reg(Register::accepted), 1u) << "of the second half VERSION_1";
  EXPECT_EQ(device.reg(Register::queue_size), 64u);
  EXPECT_EQ(device.reg(Register::queue_ready), 1u);
}

TEST_F(VirtioBlkTest, ReadsAnywhere) {
  ASSERT_EQ(start(), 0);
  for (Wait wait : {Wait::interrupt, Wait::polled}) {
    device.at_the_bell = wait == Wait::polled;
    for (auto [where, size] : {std::pair<uint64_t, size_t>{0, 512}, {512, 1}, {511, 2}, {100, 40'000}, {16'384, 16'384}, {1, 16'384}}) {
      EXPECT_EQ(read(where, size, wait), static_cast<int64_t>(size));
      EXPECT_TRUE(right(where, size)) << where << ", " << size;
    }
  }
}

TEST_F(VirtioBlkTest, ReadsEndWhereTheDiskEnds) {
  ASSERT_EQ(start(), 0);
  EXPECT_EQ(read(disk->bytes() - 10, 1000), 10);
  EXPECT_TRUE(right(disk->bytes() - 10, 10));
  EXPECT_EQ(read(disk->bytes(), 1), 0);
  EXPECT_EQ(read(UINT64_MAX, 1), 0);
  EXPECT_EQ(read(UINT64_MAX - 511, SIZE_MAX), 0);
}

TEST_F(VirtioBlkTest, WritesWholeBlocksAndFlushes) {
  ASSERT_EQ(start(), 0);
  memset(bytes.data(), 0x5a, bytes.size());
  EXPECT_EQ(disk->write(1024, bytes.data(), 20'480, Wait::interrupt), 20'480);
  EXPECT_TRUE(right(1024, 20'480));
  EXPECT_NE(device.data[1023], 0x5a);
  EXPECT_EQ(disk->write(0, bytes.data(), 100, Wait::interrupt), kNotBlocks);
  EXPECT_EQ(disk->write(1, bytes.data(), 512, Wait::interrupt), kNotBlocks);
  EXPECT_EQ(disk->flush(Wait::interrupt), 0);
  EXPECT_EQ(device.types.back(), 4u);
}

TEST_F(VirtioBlkTest, WhatItCannotDoIsNotAsked) {
  device.features = uint64_t{1} << 32 | 1 << 5;
  ASSERT_EQ(start(), 0);
  EXPECT_EQ(disk->write(0, bytes.data(), 512, Wait::interrupt), kNotWritable);
  EXPECT_EQ(disk->flush(Wait::interrupt), 0);
  EXPECT_EQ(device.bells, 0u);
}

TEST_F(VirtioBlkTest, SlotsAreUsedAgain) {
  device.at_the_bell = true;
  ASSERT_EQ(start(), 0);
  for (int i = 0; i < 70'000; i++) ASSERT_EQ(read(i % kBlocks * 512, 512), 512) << i;  // the indices run over
}

TEST_F(VirtioBlkTest, ASmallQueueHasFewerSlots) {
  device.most = 16;
  ASSERT_EQ(start(), 0);
  EXPECT_EQ(device.reg(Register::queue_size), 16u);
  EXPECT_EQ(read(0, 40'000), 40'000);
}

TEST_F(VirtioBlkTest, AnAnswerUnderTheAcknowledgementIsSeen) {
  ASSERT_EQ(start(), 0);
  device.instead = [] { device.acknowledging = [] { device.carry_out(device.head(device.seen++)); }; };
  EXPECT_EQ(read(0, 512), 512) << "no other interrupt comes for it";
}

TEST_F(VirtioBlkTest, WaitingForAPolledSlotIsNotTheDevicesFault) {
  ASSERT_EQ(start(), 0);
  bench::machine.relax_ns = 10'000'000;
  std::thread waiter;
  std::vector<uint8_t> other(512);
  std::atomic<int64_t> waited = 0;
  device.at_the_bell = true;
  device.instead = [&] {
    if (device.asked() == 1) {  // each of the first two holds a slot
      EXPECT_EQ(read(512, 512, Wait::polled), 512);
      return;
    }
    if (!waiter.joinable()) {
      uint64_t const until = bench::machine.relaxes + 1000;
      waiter = std::thread([&] { waited = disk->read(1024, other.data(), 512, Wait::polled); });
      while (bench::machine.relaxes < until && waited == 0) std::this_thread::yield();
    }
    while (device.seen != device.asked()) device.carry_out(device.head(device.seen++));
  };
  EXPECT_EQ(read(0, 512, Wait::polled), 512);
  waiter.join();
  EXPECT_EQ(waited, 512);
}

// ---- what a device may do wrong ----

TEST_F(VirtioBlkTest, AbsurdDevicesAreRefused) {
  std::vector<std::function<void()>> const lies = {
      [] { device.blocks = 0; },          [] { device.blocks = UINT64_MAX; }, [] { device.blocks = (uint64_t{1} << 50) + 1; },
      [] { device.most = 0; },            [] { device.most = 4; },            [] { device.features = 1 << 9; },
      [] { device.keeps_reset = true; },  [] { device.refuses_features = true; }, [] { device.restless = true; },
      [] { device.reg(Register::queue_ready) = 1; }};
  for (size_t i = 0; i < lies.size(); i++) {
    SetUp();
    lies[i]();
    EXPECT_EQ(start(), kDeviceError) << i;
    EXPECT_FALSE(disk->usable());
    EXPECT_EQ(device.reg(Register::status) & kDriverOk, 0u);
    disk->interrupt();
    EXPECT_EQ(device.acknowledged, 0u);
  }
}

TEST_F(VirtioBlkTest, AnErrorIsNotTheEnd) {
  device.at_the_bell = true;
  ASSERT_EQ(start(), 0);
  for (uint8_t status : {1, 2, 0xff}) {
    device.status = status;
    EXPECT_EQ(read(0, 512), kDeviceError);
    EXPECT_EQ(disk->write(0, bytes.data(), 512, Wait::polled), kDeviceError);
  }
  device.status = 0;
  EXPECT_EQ(read(0, 512), 512);
}

// V2
TEST_F(VirtioBlkTest, NoAnswerIsATimeoutAndNobodyAsksUntilItComes) {
  for (Wait wait : {Wait::interrupt, Wait::polled}) {
    TearDown();
    memory = aligned_alloc(4096, VirtioBlk::kMemory);
    disk = std::make_unique<VirtioBlk>();
    SetUp();
    ASSERT_EQ(start(), 0);
    device.deaf = true;
    bench::machine.relax_ns = 10'000'000;
    int64_t const start_ns = bench::machine.now_ns;
    memset(bytes.data(), 0x11, 512);
    EXPECT_EQ(read(0, 512, wait), kDeviceTimeout);
    EXPECT_GE(bench::machine.now_ns - start_ns, VirtioBlk::kPatience_ns);
    EXPECT_LE(bench::machine.now_ns - start_ns, VirtioBlk::kPatience_ns * 11 / 10);
    uint32_t const bells = device.bells;
    for (int i = 0; i < 40; i++) EXPECT_EQ(read(0, 512, wait), kDeviceTimeout) << "and nobody waits for a slot";
    EXPECT_EQ(device.bells, bells);
    device.deaf = false;
    device.answer();
    disk->interrupt();
    EXPECT_EQ(bytes[0], 0x11) << "a late answer reaches nobody";
    device.at_the_bell = true;
    for (uint32_t i = 0; i < 2 * VirtioBlk::kSlots; i++) EXPECT_EQ(read(0, 512, wait), 512) << "but it is well again";
    EXPECT_TRUE(right(0, 512));
  }
}

// V2
TEST_F(VirtioBlkTest, TheDiskIsWellWhenTheLastLateAnswerHasCome) {
  ASSERT_EQ(start(), 0);
  bench::machine.relax_ns = 10'000'000;
  device.instead = [] {
    device.instead = [] {};
    EXPECT_EQ(device.disk->read(512, device.data.data(), 512, Wait::polled), kDeviceTimeout) << "while another waits";
  };
  EXPECT_EQ(read(0, 512), kDeviceTimeout);
  for (uint16_t number : {1, 0}) {
    EXPECT_EQ(read(0, 512), kDeviceTimeout);
    device.carry_out(device.head(number));
    disk->interrupt();
  }
  device.instead = nullptr;
  device.seen = 2;
  EXPECT_EQ(read(0, 512), 512);
}

// V3
TEST_F(VirtioBlkTest, ALateAnswerComesOnce) {
  ASSERT_EQ(start(), 0);
  device.instead = [] {};
  EXPECT_EQ(read(0, 512), kDeviceTimeout);
  for (int i = 0; i < 2; i++) device.put_used(device.head(0));
  disk->interrupt();
  EXPECT_EQ(device.reg(Register::status), 0u) << "it is reset";
  EXPECT_EQ(read(0, 512), kDeviceError);
}

// V3
TEST_F(VirtioBlkTest, LyingAnswersBreakIt) {
  std::vector<std::function<void()>> const lies = {
      [] { device.put_used(1); },                                   // no chain begins there
      [] { device.put_used(45); },                                  // a chain that nobody has asked for
      [] { device.put_used(3 * 16); },                              // beyond all chains
      [] { device.put_used(0xffff'fffd); },
      [] { device.carry_out(device.head(device.seen++)), device.put_used(device.head(0)); },  // twice
      [] { at<uint16_t>(device.used() + 2) = 0x8000; },             // the index jumps
      [] { at<uint16_t>(device.used() + 2) = 0xffff; },             // backwards
  };
  for (size_t i = 0; i < lies.size(); i++) {
    disk = std::make_unique<VirtioBlk>();
    SetUp();
    ASSERT_EQ(start(), 0);
    device.instead = lies[i];
    int64_t const result = read(0, 512);
    EXPECT_TRUE(result == kDeviceError || i == 4) << i;
    EXPECT_EQ(read(0, 512), kDeviceError) << i;
    EXPECT_EQ(device.reg(Register::status), 0u) << "it is reset: " << i;
    uint32_t const bells = device.bells;
    EXPECT_EQ(disk->write(0, bytes.data(), 512, Wait::polled), kDeviceError);
    EXPECT_EQ(device.bells, bells);
  }
}

// What happens while a request is being written down: its page is not there until then.
std::function<void()> meanwhile;
void* requests;

void let_happen(int) {
  mprotect(requests, 4096, PROT_READ | PROT_WRITE);
  meanwhile();
}

// V4
TEST_F(VirtioBlkTest, ARequestThatSlipsIntoABrokenDiskFailsAtOnce) {
  for (Wait wait : {Wait::interrupt, Wait::polled}) {
    disk = std::make_unique<VirtioBlk>();
    SetUp();
    ASSERT_EQ(start(), 0);
    bench::machine.relax_ns = 10'000'000;
    device.instead = [] {};
    meanwhile = [] {
      device.put_used(45);
      device.disk->interrupt();
    };
    requests = static_cast<uint8_t*>(memory) + 4096;
    struct sigaction action{}, before;
    action.sa_handler = let_happen;
    ASSERT_EQ(sigaction(SIGSEGV, &action, &before), 0);
    ASSERT_EQ(mprotect(requests, 4096, PROT_NONE), 0);
    int64_t const start_ns = bench::machine.now_ns;
    EXPECT_EQ(read(0, 512, wait), kDeviceError);
    sigaction(SIGSEGV, &before, nullptr);
    EXPECT_LT(bench::machine.now_ns - start_ns, VirtioBlk::kPatience_ns);
    EXPECT_EQ(device.bells, 0u) << "and is not asked";
    EXPECT_EQ(read(0, 512, wait), kDeviceError);
  }
}

}  // namespace

// ---- the scheduler: whoever waits has an interrupt at once, or none until its patience ends ----

bool netpollblock(PollDesc& desc, int64_t until_ns) {
  device.answer();
  device.disk->interrupt();
  if (desc.rg.exchange(0, acq_rel) != 0) return true;
  bench::machine.now_ns = until_ns;
  return false;
}
void netpollready(PollDesc& desc) { desc.rg.store(1, release); }  // rel: one thread
void semacquire(Semaphore& sema) {
  ASSERT_GT(sema.count, 0u) << "it would wait for ever";
  sema.count--;
}
void semrelease(Semaphore& sema) { sema.count++; }

namespace bare {

void SpinLock::lock() { EXPECT_EQ(held_.exchange(1), 0u); }
void SpinLock::unlock() { held_.store(0); }
void device_barrier() { arrive(); }

}  // namespace bare
}  // namespace burrow

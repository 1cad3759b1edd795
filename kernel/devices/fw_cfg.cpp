// Orders to fw_cfg, and its directory, whose every number is taken for a lie until it is checked.
#include "kernel/devices/fw_cfg.h"

#include <atomic>
#include <string_view>

#include "arch/bare.h"

namespace burrow {
namespace {

enum Item : uint16_t { kSignature = 0, kFeatures = 1, kDirectory = 0x19, kFirstFile = 0x20 };
enum Control : uint32_t { kError = 1, kRead = 2, kSkip = 4, kSelect = 8 };  // the item in the upper half
constexpr uint8_t kCopies = 2;               // feature: it carries out orders
constexpr uint32_t kMostFiles = 0x4000;      // items below the write flag
constexpr int64_t kPatience_ns = 1'000'000'000;

struct Entry {
  uint32_t size;
  uint16_t item;
  uint16_t reserved;
  char name[56];

  bool is(std::string_view wanted) const {
    return wanted.size() < sizeof name && name[wanted.size()] == '\0' && wanted == std::string_view(name, wanted.size());
  }
};
static_assert(sizeof(Entry) == 64 && FwCfg::kMostBytes % sizeof(Entry) == 0);

constexpr uint32_t select(uint16_t item) { return uint32_t{item} << 16 | kSelect; }

}  // namespace

void FwCfg::probe() {
  bare::fw_cfg_select(kSignature);
  for (char const letter : std::string_view("QEMU")) {
    if (bare::fw_cfg_data() != static_cast<uint8_t>(letter)) return;
  }
  bare::fw_cfg_select(kFeatures);
  if ((bare::fw_cfg_data() & kCopies) != 0) state_ = State::ready;
}

int64_t FwCfg::wait() {
  int64_t const until_ns = arch::nanotime() + kPatience_ns;
  while (true) {
    // acq: pairs with the device's store of control, its last
    uint32_t const control = __builtin_bswap32(std::atomic_ref(order_.control).load(std::memory_order_acquire));
    if (control == 0) return 0;
    if (control == kError) return kDeviceError;
    if (arch::nanotime() >= until_ns) {
      state_ = State::silent;
      return kDeviceTimeout;
    }
    arch::cpu_relax();
  }
}

int64_t FwCfg::carry_out(uint32_t control, void* to, size_t bytes) {
  if (state_ == State::absent) return kDeviceAbsent;
  if (state_ == State::silent) return kDeviceTimeout;
  order_ = {__builtin_bswap32(control), __builtin_bswap32(static_cast<uint32_t>(bytes)),
            __builtin_bswap64(reinterpret_cast<uint64_t>(to))};
  bare::fw_cfg_start(&order_);
  return wait();
}

int64_t FwCfg::find(char const* name, void* page, File& file) {
  if (int64_t const error = carry_out(select(kDirectory) | kRead, page, sizeof(uint32_t))) return error;
  uint32_t const count = __builtin_bswap32(*static_cast<uint32_t const*>(page));
  if (count > kMostFiles) return kDeviceError;
  auto const* entries = static_cast<Entry const*>(page);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t const slot = i % (kMostBytes / sizeof(Entry));
    if (slot == 0) {
      uint64_t const left = uint64_t{count - i} * sizeof(Entry);
      if (int64_t const error = carry_out(kRead, page, left < kMostBytes ? left : kMostBytes)) return error;
    }
    if (!entries[slot].is(name)) continue;
    file = {__builtin_bswap16(entries[slot].item), __builtin_bswap32(entries[slot].size)};
    return file.item >= kFirstFile && file.item < kMostFiles ? int64_t{0} : kDeviceError;
  }
  return kNoSuchFile;
}

int64_t FwCfg::read(File const& file, uint32_t at, void* page, size_t bytes) {
  if (int64_t const error = carry_out(select(file.item) | kSkip, nullptr, at)) return error;
  return carry_out(kRead, page, bytes);
}

}  // namespace burrow

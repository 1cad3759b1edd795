// Requests and answers. Every number that comes from the device is taken for a lie until it is checked.
#include "kernel/devices/virtio_blk.h"

#include <algorithm>
#include <cstring>

#include "arch/arch.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"

namespace burrow {

namespace {

enum Status : uint32_t { kAcknowledge = 1, kDriver = 2, kDriverOk = 4, kFeaturesOk = 8, kGivenUp = 128 };
enum Feature : uint32_t { kReadOnly = 1 << 5, kCanFlush = 1 << 9, kVersion1 = 1 << 0 };  // the last of the second 32
enum Flags : uint16_t { kNext = 1, kDeviceWrites = 2 };
constexpr uint32_t kChain = 3;           // descriptors of a request
constexpr uint32_t kMostEntries = 64;
constexpr uint64_t kMostBlocks = uint64_t{1} << 50;
constexpr uint32_t kResetPolls = 1'000'000;
constexpr uint8_t kNoAnswer = 0xff;

uint64_t physical(void const* memory) { return reinterpret_cast<uint64_t>(memory); }

}  // namespace

// ---- before the first request ----------------------------------------------------------------------------------------

bool VirtioBlk::negotiate() {
  using enum VirtioRegister;
  transport_.set(transport_, status, 0);
  for (uint32_t i = 0; transport_.get(transport_, status) != 0; i++) {
    if (i == kResetPolls) return false;
    arch::cpu_relax();
  }
  transport_.set(transport_, status, kAcknowledge | kDriver);
  transport_.set(transport_, offered_select, 0);
  uint32_t const low = transport_.get(transport_, offered);
  transport_.set(transport_, offered_select, 1);
  if ((transport_.get(transport_, offered) & kVersion1) == 0) return false;
  read_only_ = (low & kReadOnly) != 0;
  flushes_ = (low & kCanFlush) != 0;
  transport_.set(transport_, accepted_select, 0);
  transport_.set(transport_, accepted, low & (kReadOnly | kCanFlush));
  transport_.set(transport_, accepted_select, 1);
  transport_.set(transport_, accepted, kVersion1);
  transport_.set(transport_, status, kAcknowledge | kDriver | kFeaturesOk);
  return (transport_.get(transport_, status) & kFeaturesOk) != 0;
}

bool VirtioBlk::set_up_queue(void* memory) {
  using enum VirtioRegister;
  auto* base = static_cast<uint8_t*>(memory);
  descriptors_ = reinterpret_cast<Descriptor*>(base);
  available_ = reinterpret_cast<Available*>(base + 1024);
  used_ = reinterpret_cast<Used*>(base + 2048);
  requests_ = reinterpret_cast<Request*>(base + 4096);
  buffers_ = base + 8192;
  static_assert(kMostEntries * sizeof(Descriptor) == 1024 && kSlots * kChain <= kMostEntries && sizeof(Request) == 32);
  transport_.set(transport_, queue_select, 0);
  uint32_t const most = transport_.get(transport_, queue_most);
  for (size_ = kMostEntries; size_ > most; size_ /= 2) {
  }
  nslots_ = std::min(kSlots, size_ / kChain);
  if (nslots_ <= kPolledSlots || transport_.get(transport_, queue_ready) != 0) return false;
  transport_.set(transport_, queue_size, size_);
  transport_.set(transport_, queue_vector, 0);
  struct {
    VirtioRegister low, high;
    void* at;
  } const parts[] = {{descriptors, descriptors_high, descriptors_}, {available, available_high, available_}, {used, used_high, used_}};
  for (auto const& part : parts) {
    transport_.set(transport_, part.low, static_cast<uint32_t>(physical(part.at)));
    transport_.set(transport_, part.high, static_cast<uint32_t>(physical(part.at) >> 32));
  }
  transport_.set(transport_, queue_ready, 1);
  return true;
}

// returns 0: it makes no sense, or never stands still
uint64_t VirtioBlk::read_capacity() const {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; i++) {
    uint32_t const before = transport_.get(transport_, VirtioRegister::generation);
    uint64_t const blocks = uint64_t{transport_.config(transport_, 4)} << 32 | transport_.config(transport_, 0);
    if (transport_.get(transport_, VirtioRegister::generation) == before) return blocks <= kMostBlocks ? blocks : 0;
  }
  return 0;
}

int64_t VirtioBlk::start(VirtioTransport const& transport, void* memory) {
  transport_ = transport;
  bool const good = negotiate() && set_up_queue(memory);
  uint64_t const blocks = good ? read_capacity() : 0;
  if (blocks == 0) {
    transport_.set(transport_, VirtioRegister::status, kGivenUp);
    return kDeviceError;
  }
  free_.store((1u << nslots_) - 1, std::memory_order_relaxed);  // rlx: nobody else knows of it yet
  units_.count = nslots_ - kPolledSlots;
  blocks_ = blocks;
  transport_.set(transport_, VirtioRegister::status, kAcknowledge | kDriver | kFeaturesOk | kDriverOk);
  return 0;
}

// ---- slots -----------------------------------------------------------------------------------------------------------

int64_t VirtioBlk::sick() const {
  if (broken_.load(std::memory_order_relaxed)) return kDeviceError;              // rlx, both: see there
  return lost_.load(std::memory_order_relaxed) > 0 ? int64_t{kDeviceTimeout} : 0;
}

uint32_t VirtioBlk::take_from(uint32_t slots) {
  uint32_t free = free_.load(std::memory_order_relaxed);  // rlx: the cas decides
  while ((free & slots) != 0) {
    uint32_t const slot = static_cast<uint32_t>(__builtin_ctz(free & slots));
    // acq: pairs with rel in give_back
    if (free_.compare_exchange_weak(free, free & ~(1u << slot), std::memory_order_acquire, std::memory_order_relaxed)) return slot;
  }
  return kSlots;
}

int64_t VirtioBlk::take_slot(Wait wait) {
  uint32_t const polled = ((1u << kPolledSlots) - 1) << (nslots_ - kPolledSlots);
  uint32_t slot = kSlots;
  if (wait == Wait::interrupt) {
    semacquire(units_);
    slot = sick() == 0 ? take_from(~polled) : kSlots;
    if (slot == kSlots) semrelease(units_);  // V2
  } else {
    while (sick() == 0 && (slot = take_from(polled)) == kSlots) arch::cpu_relax();  // V6
  }
  if (slot != kSlots) return slot;
  return sick() != 0 ? sick() : int64_t{kDeviceTimeout};
}

void VirtioBlk::give_back(uint32_t slot, Wait wait, int64_t error) {
  bool const lost = error == kDeviceTimeout;  // V2
  if (!lost) free_.fetch_or(1u << slot, std::memory_order_release);  // rel: pairs with acq in take_from
  if (wait == Wait::interrupt) semrelease(units_);
}

// ---- a request -------------------------------------------------------------------------------------------------------

void VirtioBlk::submit(uint32_t slot, Piece const& piece) {
  uint16_t const head = static_cast<uint16_t>(slot * kChain), data = head + 1, answer = head + 2;
  Request& request = requests_[slot];
  request = {piece.type, 0, piece.block, kNoAnswer, {}};
  bool const has_data = piece.bytes != 0;
  uint16_t const direction = piece.type == kRead ? kDeviceWrites : 0;
  descriptors_[head] = {physical(&request), 16, kNext, has_data ? data : answer};
  descriptors_[data] = {physical(buffer(slot)), piece.bytes, static_cast<uint16_t>(kNext | direction), answer};
  descriptors_[answer] = {physical(&request.outcome), 1, kDeviceWrites, 0};
  slots_[slot].state.store(State::pending, std::memory_order_release);  // point A; rel: pairs with acq in take_answer
  lock_.lock();
  available_->ring[asked_ % size_] = head;
  asked_++;
  std::atomic_ref(available_->index).store(asked_, std::memory_order_release);  // rel: pairs with the device's load
  lock_.unlock();
  bare::device_barrier();  // point B; V5
  State pending = State::pending;
  if (sick() != kDeviceError) {  // point C
    transport_.notify(transport_);
  } else {
    slots_[slot].state.compare_exchange_strong(pending, State::failed, std::memory_order_relaxed);  // rlx: its own
  }
}

bool VirtioBlk::wait_for(uint32_t slot, Wait wait) {
  Slot& mine = slots_[slot];
  int64_t const until_ns = arch::nanotime() + kPatience_ns;
  // acq: pairs with rel in take_answer and fail_all
  while (mine.state.load(std::memory_order_acquire) == State::pending) {
    if (wait == Wait::interrupt) {
      if (!netpollblock(mine.answer, until_ns)) return false;
    } else {
      look();
      if (arch::nanotime() >= until_ns) return false;
      arch::cpu_relax();
    }
  }
  return true;
}

// has the slot · 0 or a FileError; kDeviceTimeout: has it no longer
int64_t VirtioBlk::ask(uint32_t slot, Piece const& piece, Wait wait) {
  submit(slot, piece);
  State pending = State::pending;
  if (!wait_for(slot, wait) &&
      slots_[slot].state.compare_exchange_strong(pending, State::lost, std::memory_order_acquire)) {  // acq: as in wait_for
    lost_.fetch_add(1, std::memory_order_relaxed);  // rlx: see there. V2
    return kDeviceTimeout;
  }
  State const end = slots_[slot].state.load(std::memory_order_acquire);  // acq: as in wait_for
  return end == State::done && requests_[slot].outcome == 0 ? int64_t{0} : int64_t{kDeviceError};
}

int64_t VirtioBlk::read(uint64_t at, void* to, size_t bytes, Wait wait) {
  if (at >= this->bytes()) return 0;
  size_t const wanted = std::min<uint64_t>(bytes, this->bytes() - at);
  for (size_t done = 0; done < wanted;) {
    size_t const skip = (at + done) % kBlock, here = std::min(wanted - done, kPiece - skip);
    auto const whole = static_cast<uint32_t>((skip + here + kBlock - 1) / kBlock * kBlock);
    int64_t const slot = take_slot(wait);
    if (slot < 0) return slot;
    auto const taken = static_cast<uint32_t>(slot);
    int64_t const error = ask(taken, {kRead, (at + done) / kBlock, whole}, wait);
    if (error == 0) memcpy(static_cast<char*>(to) + done, buffer(taken) + skip, here);
    give_back(taken, wait, error);
    if (error != 0) return error;
    done += here;
  }
  return static_cast<int64_t>(wanted);
}

int64_t VirtioBlk::write(uint64_t at, void const* from, size_t bytes, Wait wait) {
  if (read_only_) return kNotWritable;
  if (at % kBlock != 0 || bytes % kBlock != 0) return kNotBlocks;
  if (at >= this->bytes()) return 0;
  size_t const wanted = std::min<uint64_t>(bytes, this->bytes() - at);
  for (size_t done = 0; done < wanted;) {
    size_t const here = std::min(wanted - done, kPiece);
    int64_t const slot = take_slot(wait);
    if (slot < 0) return slot;
    auto const taken = static_cast<uint32_t>(slot);
    memcpy(buffer(taken), static_cast<char const*>(from) + done, here);
    int64_t const error = ask(taken, {kWrite, (at + done) / kBlock, static_cast<uint32_t>(here)}, wait);
    give_back(taken, wait, error);
    if (error != 0) return error;
    done += here;
  }
  return static_cast<int64_t>(wanted);
}

int64_t VirtioBlk::flush(Wait wait) {
  if (!flushes_) return 0;
  int64_t const slot = take_slot(wait);
  if (slot < 0) return slot;
  int64_t const error = ask(static_cast<uint32_t>(slot), {kFlush, 0, 0}, wait);
  give_back(static_cast<uint32_t>(slot), wait, error);
  return error;
}

// ---- answers ---------------------------------------------------------------------------------------------------------

void VirtioBlk::interrupt() {
  if (!usable()) return;
  transport_.acknowledge(transport_);
  bare::device_barrier();  // V5
  look();
}

// returns how many the device has given and nobody has taken
uint16_t VirtioBlk::answers() const {
  uint16_t const given = std::atomic_ref(used_->index).load(std::memory_order_acquire);  // acq: pairs with the device's store
  return static_cast<uint16_t>(given - taken_.load(std::memory_order_relaxed));  // rlx: who looks wrote it, or a hint
}

// irq any · neither. V7
void VirtioBlk::look() {
  bool again = true;
  while (again && looking_.exchange(1, std::memory_order_acquire) == 0) {  // acq: pairs with rel below
    while (take_answer()) arch::cpu_relax();
    looking_.store(0, std::memory_order_release);  // rel: pairs with acq above
    std::atomic_thread_fence(std::memory_order_seq_cst);
    again = answers() != 0 && sick() != kDeviceError;
  }
}

// looking · whether there was one
bool VirtioBlk::take_answer() {
  uint16_t const waiting = answers();
  if (waiting == 0 || sick() == kDeviceError) return false;
  uint16_t const taken = taken_.load(std::memory_order_relaxed);  // rlx, both: who looks alone writes it
  uint32_t const id = std::atomic_ref(used_->ring[taken % size_].id).load(std::memory_order_relaxed);
  taken_.store(static_cast<uint16_t>(taken + 1), std::memory_order_relaxed);
  uint32_t const slot = id / kChain;
  bool const known = waiting <= nslots_ && id % kChain == 0 && slot < nslots_;
  bool const right = known && end_request(slot);
  if (!right) fail_all();
  return right;
}

// looking · false: there is no request
bool VirtioBlk::end_request(uint32_t slot) {
  State state = State::pending;
  if (slots_[slot].state.compare_exchange_strong(state, State::done, std::memory_order_acq_rel)) {  // rel: its answer
    netpollready(slots_[slot].answer);
    return true;
  }
  if (state != State::lost) return false;
  slots_[slot].state.store(State::idle, std::memory_order_relaxed);  // rlx: nobody else has it. V2
  lost_.fetch_sub(1, std::memory_order_relaxed);                     // rlx: see there
  free_.fetch_or(1u << slot, std::memory_order_release);             // rel: pairs with acq in take_from
  return true;
}

// looking. V3
void VirtioBlk::fail_all() {
  broken_.store(true, std::memory_order_relaxed);  // point D; rlx: see there
  transport_.set(transport_, VirtioRegister::status, 0);
  bare::device_barrier();  // point E
  for (uint32_t slot = 0; slot < nslots_; slot++) {
    State pending = State::pending;
    // point F; rel: as in take_answer
    if (slots_[slot].state.compare_exchange_strong(pending, State::failed, std::memory_order_acq_rel)) {
      netpollready(slots_[slot].answer);
    }
  }
}

}  // namespace burrow

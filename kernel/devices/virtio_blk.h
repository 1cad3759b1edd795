// A block device by virtio (VIRTIO 1.2, 5.2), over either transport, with one queue. A request is three descriptors: what is asked,
// the data, the answer. Each of the slots has three of its own and a buffer, so nothing is handed out but slots.
// A goroutine's stack is no place for a device to write to (devices.cpp): the data goes through the slot's buffer.
//
// V1  A slot belongs to the goroutine that has taken it. While its state is pending the device may write to its buffer.
// V2  A slot whose request was not answered in time is lost: it is the device's, which may still read and write its buffer, until the
//     late answer gives it back. While a slot is lost the device is silent, nobody asks it, and whoever waits for a slot is told.
// V3  An answer to a request that was not asked, or twice, or too many at once: the device is broken, it is reset, and all that is
//     pending has failed.
// V4  What is pending in a broken device has failed, also what was asked meanwhile.
// V5  A request is in memory before the bell rings. An answer that comes under an acknowledgement has no interrupt of its own: the
//     device has seen the acknowledgement before the answers are looked at.
// V6  Whoever polls for a slot waits as long as the device is well. Whoever has one gives it back or makes the device silent within
//     kPatience_ns, and each that waits keeps a core, so they are few.
// V7  One core at a time takes answers. Whoever finds another at it leaves them to it, and that one looks again when it has ended.
//
// ask/break: no request waits for a device that has been reset.
//   submit                                 fail_all
//   A  the slot is pending                 D  the device is broken
//   B  full fence                          E  full fence
//   C  broken? then pending → failed       F  each slot: pending → failed
//   One of C and F sees what the other did.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "kernel/devices/virtio.h"
#include "kernel/memory.h"
#include "runtime/model/device.h"
#include "runtime/model/poll.h"
#include "runtime/model/semaphore.h"

namespace burrow {

class VirtioBlk {
 public:
  static constexpr uint32_t kBlock = 512;
  static constexpr uint32_t kSlots = 16;        // at most
  static constexpr uint32_t kPolledSlots = 2;   // of them, for those that do not park
  static constexpr size_t kPiece = 16 << 10;    // of one request
  static constexpr size_t kMemory = (2 << 12) + kSlots * kPiece;
  static constexpr int64_t kPatience_ns = 5'000'000'000;

  enum class Wait : uint8_t { interrupt, polled };  // on g; on g in a system call

  // on the boot core, before its interrupts come. memory: kMemory bytes, zeroed, physical addresses. 0 or a FileError, and then the
  // device is never asked.
  int64_t start(VirtioTransport const& transport, void* memory);

  void interrupt();                             // masked, or by one that polls
  uint64_t bytes() const { return blocks_ * kBlock; }
  bool usable() const { return blocks_ != 0; }

  // How many bytes, up to the end of the device, or a FileError.
  int64_t read(uint64_t at, void* to, size_t bytes, Wait wait);
  int64_t write(uint64_t at, void const* from, size_t bytes, Wait wait);  // whole blocks
  int64_t flush(Wait wait);

 private:
  enum class State : uint32_t { idle, pending, done, failed, lost };
  enum Type : uint32_t { kRead = 0, kWrite = 1, kFlush = 4 };

  // What the device reads and writes, little-endian, as both machines are.
  struct Descriptor {
    uint64_t address;
    uint32_t bytes;
    uint16_t flags;
    uint16_t next;
  };
  struct Available {
    uint16_t flags;
    uint16_t index;
    uint16_t ring[];
  };
  struct UsedElement {
    uint32_t id;
    uint32_t bytes;
  };
  struct Used {
    uint16_t flags;
    uint16_t index;
    UsedElement ring[];
  };
  struct Request {
    uint32_t type;
    uint32_t reserved;
    uint64_t block;
    uint8_t outcome;
    uint8_t pad[15];
  };
  struct Slot {
    // taker: → pending rel, pending → lost, or → failed in a broken device; who looks: pending → done or failed, rel, lost → idle;
    // taker acq
    std::atomic<State> state;
    PollDesc answer;
  };
  struct Piece {
    Type type;
    uint64_t block;
    uint32_t bytes;
  };

  bool negotiate();
  bool set_up_queue(void* memory);
  uint64_t read_capacity() const;
  int64_t sick() const;                          // what is wrong with the device, or 0
  int64_t take_slot(Wait wait);                  // its number or a FileError
  uint32_t take_from(uint32_t slots);            // of that set; kSlots: none is free
  void give_back(uint32_t slot, Wait wait, int64_t error);  // what ask returned
  int64_t ask(uint32_t slot, Piece const& piece, Wait wait);
  void submit(uint32_t slot, Piece const& piece);
  bool wait_for(uint32_t slot, Wait wait);       // false: too long
  void look();
  bool take_answer();
  bool end_request(uint32_t slot);
  uint16_t answers() const;
  void fail_all();
  uint8_t* buffer(uint32_t slot) const { return buffers_ + slot * kPiece; }

  // -- set by start
  VirtioTransport transport_{};
  uint64_t blocks_ = 0;                          // 0: not usable
  uint32_t nslots_ = 0, size_ = 0;
  bool read_only_ = false, flushes_ = false;
  Descriptor* descriptors_ = nullptr;
  Available* available_ = nullptr;
  Used* used_ = nullptr;
  Request* requests_ = nullptr;
  uint8_t* buffers_ = nullptr;
  // -- lock_, on g
  bare::SpinLock lock_;
  uint16_t asked_ = 0;                           // requests ever made, modulo 2^16
  // -- atomic
  std::atomic<bool> broken_{};                   // for ever; who looks; any core, relaxed: whoever asks looks again behind a fence
  std::atomic<int32_t> lost_{};                  // slots; taker and who looks; any core, relaxed: a hint. The answer may be counted first
  std::atomic<uint32_t> free_{};                 // a bit for each free slot: taken acq, given rel
  std::atomic<uint32_t> looking_{};              // someone takes answers: acq, rel
  std::atomic<uint16_t> taken_{};                // answers ever taken; written by who looks
  Semaphore units_{};                            // free slots for those that park
  Slot slots_[kSlots]{};
};

}  // namespace burrow

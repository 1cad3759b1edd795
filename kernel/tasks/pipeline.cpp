// Readers, hashers and a collector: a block device is read in pieces by a few goroutines, hashed by others, and the sum of the hashes
// is compared with the one in the last block, which `tests/qemu/with_disk` has put there. A piece on its way lies in one of a few
// slots, and semaphores say who may have it next. Wants --disk FILE.
#include <atomic>

#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

using enum std::memory_order;

constexpr char kDevice[] = "disk";
constexpr size_t kBlock = 512;
constexpr size_t kPiece = 8 << 10;
constexpr uint32_t kSlots = 8;
constexpr uint32_t kReaders = 3;

// FNV-1a, and the number of the piece, so that their order counts.
uint64_t hash(uint8_t const* bytes, size_t count, uint64_t number) {
  uint64_t value = 0xcbf29ce484222325 ^ number;
  for (size_t i = 0; i < count; i++) {
    value = (value ^ bytes[i]) * 0x100000001b3;
  }
  return value;
}

struct Piece {
  uint64_t number;
  size_t size;  // 0: there are no more
  uint8_t bytes[kPiece];
};

// First in, first out: what is put goes to one taker.
class Queue {
 public:
  void put(uint32_t slot) {
    lock_.acquire();
    slots_[tail_++ % kSlots] = slot;
    lock_.release();
    there_.release();
  }
  uint32_t take() {
    there_.acquire();
    lock_.acquire();
    uint32_t slot = slots_[head_++ % kSlots];
    lock_.release();
    return slot;
  }
  void open() { lock_.release(); }

 private:
  Sema lock_, there_;
  uint32_t slots_[kSlots] = {};
  uint32_t head_ = 0, tail_ = 0;
};

struct Pipeline {
  explicit Pipeline(uint64_t count) : bytes(count) {}

  uint64_t bytes;                      // that count
  Piece pieces[kSlots];
  Queue free, full;
  WaitGroup readers, hashers;
  // relaxed, all: main reads them after the wait
  std::atomic<uint64_t> next = 0;      // piece to read
  std::atomic<uint64_t> sum = 0;
  std::atomic<uint64_t> hashed = 0;
  std::atomic<int64_t> error = 0;
};

void read_pieces(Pipeline* line) {
  for (uint64_t number; (number = line->next.fetch_add(1, relaxed)) * kPiece < line->bytes;) {
    uint32_t slot = line->free.take();
    Piece& piece = line->pieces[slot];
    uint64_t at = number * kPiece;
    piece.number = number;
    piece.size = line->bytes - at < kPiece ? line->bytes - at : kPiece;
    int64_t came = read_file(kDevice, "0", at, piece.bytes, piece.size);
    if (came != static_cast<int64_t>(piece.size)) {
      line->error.store(came < 0 ? came : kDeviceError, relaxed);
    }
    line->full.put(slot);
  }
  line->readers.done();
}

void hash_pieces(Pipeline* line) {
  for (;;) {
    uint32_t slot = line->full.take();
    Piece& piece = line->pieces[slot];
    if (piece.size == 0) {
      break;
    }
    line->sum.fetch_add(hash(piece.bytes, piece.size, piece.number), relaxed);
    line->hashed.fetch_add(1, relaxed);
    line->free.put(slot);
  }
  line->hashers.done();
}

// Each hasher takes one piece that is none, and ends.
void end_hashers(Pipeline* line, uint32_t hashers) {
  for (uint32_t i = 0; i < hashers; i++) {
    uint32_t slot = i < kSlots ? line->free.take() : 0;
    line->pieces[slot].size = 0;
    line->full.put(slot);
  }
}

bool read_wanted(uint64_t at, uint64_t* wanted) {
  uint8_t bytes[sizeof *wanted];
  bool there = read_file(kDevice, "0", at, bytes, sizeof bytes) == sizeof bytes;
  *wanted = 0;
  for (size_t i = sizeof bytes; i-- > 0;) {
    *wanted = *wanted << 8 | bytes[i];
  }
  return there;
}

void run(uint64_t size) {
  Pipeline line(size - kBlock);
  uint32_t hashers = GOMAXPROCS() < kSlots ? GOMAXPROCS() : kSlots;
  uint64_t wanted;
  expect(read_wanted(line.bytes, &wanted), "pipeline: the last block");
  int64_t start_ns = nanotime();
  line.free.open();
  line.full.open();
  for (uint32_t slot = 0; slot < kSlots; slot++) {
    line.free.put(slot);
  }
  line.readers.add(kReaders);
  line.hashers.add(static_cast<int32_t>(hashers));
  for (uint32_t i = 0; i < kReaders; i++) {
    go(read_pieces, &line);
  }
  for (uint32_t i = 0; i < hashers; i++) {
    go(hash_pieces, &line);
  }
  line.readers.wait();
  end_hashers(&line, hashers);
  line.hashers.wait();
  int64_t error = line.error.load(relaxed);
  bool right = line.sum.load(relaxed) == wanted;
  print("pipeline: ", line.bytes, " bytes in ", line.hashed.load(relaxed), " pieces, ", kReaders, " readers, ", hashers, " hashers, ",
        (nanotime() - start_ns) / 1'000'000, " ms: ", error != 0 ? file_error_text(error) : right ? "sum right" : "sum wrong", '\n');
  expect(error == 0 && right, "pipeline: the sum of the last block");
}

}  // namespace

void pipeline() {
  constexpr size_t kRoom = 128 << 10;
  int64_t size = file_size(kDevice, "0");
  if (size < 0 || stack_bytes() < kRoom) {
    print("pipeline: ", size < 0 ? file_error_text(size) : "wants stack=256k", "; see kernel/tasks/README.md\n");
    expect(size >= 0 || size == kDeviceAbsent || size == kNoSuchDevice, "pipeline: a device that can be used");
    return;
  }
  expect(size > static_cast<int64_t>(kBlock), "pipeline: the disk is too small");
  if (size > static_cast<int64_t>(kBlock)) {
    run(static_cast<uint64_t>(size));
  }
}

}  // namespace burrow::tasks

// Readers, hashers and a collector: a block device is read in pieces by a few goroutines, hashed by others, and the sum of the hashes
// is compared with the one in the last block, which `tests/qemu/with_disk` has put there. The pieces go round through channels: there
// are few, so whoever is ahead waits. Wants --disk FILE.
#include "runtime/runtime.h"

namespace burrow::tasks {

namespace {

constexpr char kDevice[] = "disk";
constexpr size_t kBlock = 512;
constexpr size_t kPiece = 8 << 10;
constexpr uint32_t kPieces = 8;
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
  size_t size;
  uint8_t bytes[kPiece];
};

struct Total {
  uint64_t sum = 0;
  uint64_t pieces = 0;
  int64_t error = 0;
};

struct Pipeline {
  explicit Pipeline(uint64_t count) : bytes(count) {
    for (Piece& piece : pieces) {
      free.send(&piece);
    }
  }

  uint64_t bytes;  // that count
  Piece pieces[kPieces];
  Chan<uint64_t> numbers = make<Chan<uint64_t>>();  // of pieces to read
  Chan<Piece*> free = make<Chan<Piece*>>(kPieces);
  Chan<Piece*> full = make<Chan<Piece*>>(kPieces);
  Chan<Total> totals = make<Chan<Total>>();
};

void read_pieces(Pipeline* line) {
  Total errors;
  for (uint64_t number : line->numbers) {
    Piece* piece = line->free.recv();
    uint64_t at = number * kPiece;
    piece->number = number;
    piece->size = line->bytes - at < kPiece ? line->bytes - at : kPiece;
    int64_t came = read_file(kDevice, "0", at, piece->bytes, piece->size);
    if (came != static_cast<int64_t>(piece->size)) {
      errors.error = came < 0 ? came : kDeviceError;
    }
    line->full.send(piece);
  }
  line->totals.send(errors);
}

void hash_pieces(Pipeline* line) {
  Total total;
  for (Piece* piece : line->full) {
    total.sum += hash(piece->bytes, piece->size, piece->number);
    total.pieces++;
    line->free.send(piece);
  }
  line->totals.send(total);
}

// What n goroutines have to say at their end.
void collect(Pipeline& line, uint32_t n, Total& all) {
  for (; n > 0; n--) {
    Total total = line.totals.recv();
    all.sum += total.sum;
    all.pieces += total.pieces;
    all.error = total.error != 0 ? total.error : all.error;
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
  uint32_t const hashers = GOMAXPROCS();
  uint64_t wanted;
  expect(read_wanted(line.bytes, &wanted), "pipeline: the last block");
  int64_t const start_ns = nanotime();
  for (uint32_t i = 0; i < kReaders; i++) {
    go(read_pieces, &line);
  }
  for (uint32_t i = 0; i < hashers; i++) {
    go(hash_pieces, &line);
  }
  for (uint64_t number = 0; number * kPiece < line.bytes; number++) {
    line.numbers.send(number);
  }
  Total all;
  line.numbers.close();
  collect(line, kReaders, all);
  line.full.close();
  collect(line, hashers, all);
  bool const right = all.sum == wanted;
  print("pipeline: ", line.bytes, " bytes in ", all.pieces, " pieces, ", kReaders, " readers, ", hashers, " hashers, ",
        (nanotime() - start_ns) / Millisecond, " ms: ", all.error != 0 ? file_error_text(all.error) : right ? "sum right" : "sum wrong",
        '\n');
  expect(all.error == 0 && right, "pipeline: the sum of the last block");
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

// Lines from the console. Go: bufio.Scanner over os.Stdin, and the terminal's line discipline.
// The interrupt takes bytes from the device, and that is all. Echo and editing are done by the goroutine that reads, so nothing is
// echoed before someone reads, and nothing is written in an interrupt. What nobody reads stays in the ring, then in the device, and
// whoever sends has to wait.
//
// C5  ring[head..tail) modulo its size holds bytes that have come. The interrupt alone moves tail, the reader alone head.
// C6  While listens is false the device does not interrupt, and the reader that takes the last byte makes it listen.
//
// full/drained: a device that has been told to be quiet is told to go on.
//   interrupt, the ring is full            reader, the ring is empty
//   A  device quiet; listens ← false       D  head ← tail
//   B  full fence                          E  full fence
//   C  still full? else listen, go on      F  listens false? then listen
//   One of C and F sees what the other did; both may, and listening twice does no harm.
#include "runtime/sync/console.h"

#include <utility>

#include "runtime/base/fatal.h"
#include "runtime/runtime.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/sema.h"

namespace burrow {

void register_console(ConsoleDevice const& device) {
  require(!sched.mainstarted && sched.console.device == nullptr, "register_console: too late or twice");
  sched.console.device = &device;
  sched.console.turn.count = 1;
}

static void listen(Console& console, bool on) {
  console.listens.store(on, relaxed);  // relaxed: a fence follows, or nobody is told
  console.device->listen(on);
}

// masked
static bool has_room(Console const& console) {
  // relaxed: this interrupt's own; acq: pairs with rel in take_byte
  return console.tail.load(relaxed) - console.head.load(acquire) < Console::kRingSize;
}

// masked. Whether the device has nothing left; else the ring is full.
static bool take_all(Console& console) {
  char byte;
  while (has_room(console)) {
    if (!console.device->take(&byte)) {
      return true;
    }
    uint32_t tail = console.tail.load(relaxed);  // relaxed: this interrupt's own
    console.ring[tail % Console::kRingSize] = byte;
    console.tail.store(tail + 1, release);  // rel: pairs with acq in take_byte
  }
  return false;
}

void console_interrupt(void*) {
  Console& console = sched.console;
  while (!take_all(console)) {
    listen(console, false);  // point A
    publish_then_check();    // point B
    if (!has_room(console)) {  // point C
      break;
    }
    listen(console, true);
  }
  netpollready(console.input);
}

// on g
static bool is_empty(Console const& console) {
  // acq: pairs with rel in take_all; relaxed: the reader's own
  return console.tail.load(acquire) == console.head.load(relaxed);
}

// on g · may switch
static void wait_for_bytes(Console& console) {
  publish_then_check();                  // point E
  if (!console.listens.load(relaxed)) {  // point F; relaxed: after the fence
    listen(console, true);
  }
  netpollblock(console.input);
}

// on g · may switch
static char take_byte(Console& console) {
  while (is_empty(console)) {
    wait_for_bytes(console);
  }
  uint32_t head = console.head.load(relaxed);  // relaxed: the reader's own
  char byte = console.ring[head % Console::kRingSize];
  console.head.store(head + 1, release);  // point D; rel: pairs with acq in has_room
  return byte;
}

// A line as it is being typed: the characters that fit lie in the caller's memory.
struct Typed {
  char* to;
  size_t room;
  size_t length = 0;

  void put(char byte) {
    if (length < room) {
      to[length] = byte;
    }
    length++;
    console_write(&byte, 1);
  }
  void erase(size_t n) {
    for (; n > 0 && length > 0; n--) {
      length--;
      console_write("\b \b", 3);
    }
  }
  int64_t end() const {
    console_write("\n", 1);
    return length <= room ? static_cast<int64_t>(length) : int64_t{kLineTooLong};
  }
};

// on g · has the turn · may switch
static int64_t read_typed(Console& console, Typed line) {
  enum Key : char { kEnd = 4, kBackspace = 8, kNewline = '\n', kReturn = '\r', kEraseLine = 21, kDelete = 127 };
  if (std::exchange(console.ended, false)) {
    return kEndOfInput;
  }
  for (;;) {
    char byte = take_byte(console);
    bool after_return = console.after_return;
    console.after_return = byte == kReturn;
    if (byte == kReturn || (byte == kNewline && !after_return)) {
      return line.end();
    }
    if (byte == kEnd) {
      console.ended = line.length != 0;
      return console.ended ? line.end() : int64_t{kEndOfInput};
    }
    if (byte == kBackspace || byte == kDelete) {
      line.erase(1);
    } else if (byte == kEraseLine) {
      line.erase(line.length);
    } else if (byte == '\t') {
      line.put(' ');
    } else if (static_cast<unsigned char>(byte) >= ' ') {
      line.put(byte);
    }
  }
}

int64_t read_line(char* to, size_t bytes) {
  Console& console = sched.console;
  if (console.device == nullptr) {
    return kDeviceAbsent;
  }
  semacquire(console.turn);
  int64_t result = read_typed(console, {to, bytes});
  semrelease(console.turn);
  return result;
}

}  // namespace burrow

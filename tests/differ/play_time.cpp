// Timers.
#include "tests/differ/play.h"

namespace burrow::differ {

namespace {

Slot<Timer> timers[kMaxOthers];
Slot<Ticker> tickers[kMaxOthers];
Slot<Chan<int32_t>> ready;

bool is_ticker(int timer) { return play.program->timers[timer].kind == TimerKind::ticker; }

}  // namespace

void make_timers(void (*run)(int g)) {
  ready.make(make<Chan<int32_t>>());
  for (int i = 0; i < play.program->ntimers; i++) {
    TimerDecl const& decl = play.program->timers[i];
    int64_t const after_ns = decl.units * play.unit_ns;
    switch (decl.kind) {
      case TimerKind::timer: timers[i].make(NewTimer(after_ns)); break;
      case TimerKind::ticker: tickers[i].make(NewTicker(after_ns)); break;
      case TimerKind::func:
        timers[i].make(AfterFunc(after_ns, [run, g = int{decl.goroutine}] {
          ready->recv();  // not before its own timer is known
          run(g);
        }));
        break;
    }
  }
  ready->close();
}

Chan<int64_t> const& timer_channel(int timer) { return is_ticker(timer) ? tickers[timer]->C : timers[timer]->C; }

void timer_chan_op(int g, Op const& op) {
  Chan<int64_t> const& c = timer_channel(op.object - kMaxChans);
  switch (op.kind) {
    case Kind::recv:
      c.recv();
      write_down(g, Word().put('T'));
      break;
    case Kind::recv_ok: write_down(g, Word().put('T').put(c.recv_ok().ok, '+', '-')); break;
    case Kind::try_recv: {
      int64_t tick = 0;
      bool ok = false;
      write_down(g, c.try_recv(&tick, &ok) ? Word().put('T').put(ok, '+', '-') : Word().put('n'));
      break;
    }
    case Kind::len: write_down(g, Word().put('l').put(static_cast<int32_t>(c.len()))); break;
    case Kind::cap: write_down(g, Word().put('c').put(static_cast<int32_t>(c.cap()))); break;
    default: task_fail("not an operation of a timer's channel"); break;
  }
}

void timer_op(int g, Op const& op) {
  int const i = op.object;
  int64_t const after_ns = op.value * play.unit_ns;
  if (is_ticker(i)) {
    op.kind == Kind::stop ? tickers[i]->Stop() : tickers[i]->Reset(after_ns);
  } else {
    bool const pending = op.kind == Kind::stop ? timers[i]->Stop() : timers[i]->Reset(after_ns);
    write_down(g, Word().put(pending, 'y', 'n'));
  }
}

}  // namespace burrow::differ

// Channels and select.
#include "tests/differ/play.h"

namespace burrow::differ {

namespace {

Slot<Chan<int32_t>> chans[kMaxChans];

void got(int g, int32_t value, bool ok) { write_down(g, Word().put(value).put(ok, '+', '-')); }

}  // namespace

void make_chans() {
  for (int i = 0; i < play.program->nchans; i++) {
    int const cap = play.program->caps[i];
    chans[i].make(cap == kNil ? Chan<int32_t>() : make<Chan<int32_t>>(cap));
  }
}

Chan<int32_t> const& channel(int number) { return *chans[number]; }

void chan_op(int g, Op const& op) {
  Chan<int32_t> const& c = channel(op.object);
  switch (op.kind) {
    case Kind::send: c.send(op.value); break;
    case Kind::recv: write_down(g, Word().put(c.recv())); break;
    case Kind::recv_ok: {
      auto const [value, ok] = c.recv_ok();
      got(g, value, ok);
      break;
    }
    case Kind::range:
      for (int32_t const value : c) {
        write_down(g, Word().put(value));
      }
      write_down(g, Word().put('.'));
      break;
    case Kind::close: c.close(); break;
    case Kind::try_send: write_down(g, Word().put(c.try_send(op.value), 'y', 'n')); break;
    case Kind::try_recv: {
      int32_t value = 0;
      bool ok = false;
      c.try_recv(&value, &ok) ? got(g, value, ok) : write_down(g, Word().put('n'));
      break;
    }
    case Kind::len: write_down(g, Word().put('l').put(static_cast<int32_t>(c.len()))); break;
    default: write_down(g, Word().put('c').put(static_cast<int32_t>(c.cap()))); break;
  }
}

void select_op(int g, Op const& op) {
  SelectCase cases[kMaxCases];
  Chan<int64_t> afters[kMaxCases];
  int32_t values[kMaxCases] = {};
  int64_t ticks[kMaxCases] = {};
  bool oks[kMaxCases] = {};
  uint32_t n = 0;
  bool otherwise_too = false;
  for (int i = 0; i < op.ncases; i++) {
    Case const& one = op.cases[i];
    values[i] = one.value;
    switch (one.kind) {
      case CaseKind::send: cases[n++] = send_from(channel(one.chan), &values[i]); break;
      case CaseKind::recv:
        cases[n++] = one.chan >= kMaxChans ? recv(timer_channel(one.chan - kMaxChans), &ticks[i], &oks[i])
                                           : recv(channel(one.chan), &values[i], &oks[i]);
        break;
      case CaseKind::after:
        afters[i] = After(one.value * play.unit_ns);
        cases[n++] = recv(afters[i], &ticks[i], &oks[i]);
        break;
      case CaseKind::otherwise: otherwise_too = true; break;  // it stands last
    }
  }
  std::span<SelectCase> const all(cases, n);
  int32_t const which = static_cast<int32_t>(otherwise_too ? select(all, otherwise) : select(all));
  Word word;
  word.put('s').put(which);
  Case const& chosen = op.cases[which];
  if (chosen.kind == CaseKind::after) {
    word.put(':').put('T');
  } else if (chosen.kind == CaseKind::recv) {
    word.put(':');
    chosen.chan >= kMaxChans ? word.put('T') : word.put(values[which]);
    word.put(oks[which], '+', '-');
  }
  write_down(g, word);
}

}  // namespace burrow::differ

package main

import (
	"fmt"
	"math/rand"
	"reflect"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// What one run of a program needs. Records lie in memory that outlives the process.
type world struct {
	p       *program
	unit    time.Duration
	chans   []chan int
	mutexes []sync.Mutex
	rws     []sync.RWMutex
	groups  []sync.WaitGroup
	onces   []sync.Once
	conds   []*sync.Cond
	timers  []*time.Timer
	tickers []*time.Ticker
	writing sync.Mutex // makes each record's growth, and the look at all of them, one step
	records *records
	live    atomic.Int32
	jitter  int
	seed    int64
}

func newWorld(p *program, run int, records *records) *world {
	units := []time.Duration{20 * time.Microsecond, 200 * time.Microsecond, time.Millisecond}
	w := &world{p: p, unit: units[run%len(units)], records: records, jitter: run % 4, seed: int64(run)}
	for _, c := range p.caps {
		if c < 0 {
			w.chans = append(w.chans, nil)
		} else {
			w.chans = append(w.chans, make(chan int, c))
		}
	}
	w.mutexes = make([]sync.Mutex, p.mutexes)
	w.rws = make([]sync.RWMutex, p.rws)
	w.groups = make([]sync.WaitGroup, p.groups)
	w.onces = make([]sync.Once, p.onces)
	for _, m := range p.conds {
		w.conds = append(w.conds, sync.NewCond(&w.mutexes[m]))
	}
	w.timers = make([]*time.Timer, len(p.timers))
	w.tickers = make([]*time.Ticker, len(p.timers))
	ready := make(chan int) // a function must not run before its own timer is known
	defer close(ready)
	for i, t := range p.timers {
		switch t.kind {
		case "timer":
			w.timers[i] = time.NewTimer(w.units(t.units))
		case "ticker":
			w.tickers[i] = time.NewTicker(w.units(t.units))
		case "func":
			g := t.goroutine
			w.live.Add(1)
			w.timers[i] = time.AfterFunc(w.units(t.units), func() { <-ready; w.run(g); w.live.Add(-1) })
		}
	}
	return w
}

func (w *world) units(n int) time.Duration { return time.Duration(n) * w.unit }

func (w *world) record(g int, token string) {
	w.writing.Lock()
	w.records.append(g, token)
	w.writing.Unlock()
}

func (w *world) run(g int) {
	rng := rand.New(rand.NewSource(w.seed*64 + int64(g)))
	for i := range w.p.routines[g] {
		w.delay(rng)
		w.exec(g, &w.p.routines[g][i])
	}
}

// Widens what the scheduler shows: real goroutines are too fast for each other.
func (w *world) delay(rng *rand.Rand) {
	switch w.jitter {
	case 1:
		for n := rng.Intn(3); n > 0; n-- {
			runtime.Gosched()
		}
	case 2:
		for n := rng.Intn(3000); n > 0; n-- {
			atomic.AddInt64(&spun, 1)
		}
	case 3:
		if n := rng.Intn(4); n > 0 {
			time.Sleep(time.Duration(n*15) * time.Microsecond)
		}
	}
}

var spun int64

func yes(is bool) string {
	if is {
		return "y"
	}
	return "n"
}

func with(value string, ok bool) string {
	if ok {
		return value + "+"
	}
	return value + "-"
}

func (w *world) timerChan(i int) <-chan time.Time {
	if w.tickers[i] != nil {
		return w.tickers[i].C
	}
	return w.timers[i].C
}

func (w *world) exec(g int, o *op) {
	i := o.index
	switch o.kind {
	case "go":
		w.live.Add(1)
		go func() { w.run(i); w.live.Add(-1) }()
	case "select":
		w.doSelect(g, o)
	case "lock", "unlock", "try_lock":
		w.lock(g, o)
	case "rlock":
		w.rws[i].RLock()
	case "runlock":
		w.rws[i].RUnlock()
	case "try_rlock":
		w.record(g, yes(w.rws[i].TryRLock()))
	case "add":
		w.groups[i].Add(o.value)
	case "done":
		w.groups[i].Done()
	case "wait":
		w.groups[i].Wait()
	case "once":
		ran := "no"
		w.onces[i].Do(func() { w.exec(g, o.body); ran = "ran" })
		w.record(g, ran)
	case "cond_wait":
		w.conds[i].Wait()
	case "signal":
		w.conds[i].Signal()
	case "broadcast":
		w.conds[i].Broadcast()
	case "sleep":
		time.Sleep(w.units(o.value))
	case "gosched":
		runtime.Gosched()
	case "stop", "reset":
		w.stopOrReset(g, o)
	default:
		if o.letter == 't' {
			w.timerOp(g, o)
		} else {
			w.chanOp(g, o, w.chans[i])
		}
	}
}

func (w *world) lock(g int, o *op) {
	var l sync.Locker
	var try func() bool
	if o.letter == 'r' {
		l, try = &w.rws[o.index], w.rws[o.index].TryLock
	} else {
		l, try = &w.mutexes[o.index], w.mutexes[o.index].TryLock
	}
	switch o.kind {
	case "lock":
		l.Lock()
	case "unlock":
		l.Unlock()
	default:
		w.record(g, yes(try()))
	}
}

func (w *world) stopOrReset(g int, o *op) {
	ticker, timer, after := w.tickers[o.index], w.timers[o.index], w.units(o.value)
	switch {
	case ticker != nil && o.kind == "stop":
		ticker.Stop()
	case ticker != nil:
		ticker.Reset(after)
	case o.kind == "stop":
		w.record(g, yes(timer.Stop()))
	default:
		w.record(g, yes(timer.Reset(after)))
	}
}

func (w *world) timerOp(g int, o *op) {
	c := w.timerChan(o.index)
	switch o.kind {
	case "recv":
		<-c
		w.record(g, "T")
	case "recv_ok":
		_, ok := <-c
		w.record(g, with("T", ok))
	case "try_recv":
		select {
		case _, ok := <-c:
			w.record(g, with("T", ok))
		default:
			w.record(g, "n")
		}
	case "len":
		w.record(g, "l"+strconv.Itoa(len(c)))
	case "cap":
		w.record(g, "c"+strconv.Itoa(cap(c)))
	default:
		panic("not an operation of a timer's channel: " + o.kind)
	}
}

func (w *world) chanOp(g int, o *op, c chan int) {
	switch o.kind {
	case "send":
		c <- o.value
	case "recv":
		w.record(g, strconv.Itoa(<-c))
	case "recv_ok":
		v, ok := <-c
		w.record(g, with(strconv.Itoa(v), ok))
	case "range":
		for v := range c {
			w.record(g, strconv.Itoa(v))
		}
		w.record(g, ".")
	case "close":
		close(c)
	case "try_send":
		select {
		case c <- o.value:
			w.record(g, "y")
		default:
			w.record(g, "n")
		}
	case "try_recv":
		select {
		case v, ok := <-c:
			w.record(g, with(strconv.Itoa(v), ok))
		default:
			w.record(g, "n")
		}
	case "len":
		w.record(g, "l"+strconv.Itoa(len(c)))
	case "cap":
		w.record(g, "c"+strconv.Itoa(cap(c)))
	default:
		panic("not an operation: " + o.kind)
	}
}

// Two receives are compiled; any other select is built at run time. Both end in selectgo.
func (w *world) doSelect(g int, o *op) {
	if len(o.cases) == 2 && o.cases[0].kind == "recv" && o.cases[1].kind == "recv" &&
		o.cases[0].letter == 'c' && o.cases[1].letter == 'c' {
		select {
		case v, ok := <-w.chans[o.cases[0].index]:
			w.record(g, "s0:"+with(strconv.Itoa(v), ok))
		case v, ok := <-w.chans[o.cases[1].index]:
			w.record(g, "s1:"+with(strconv.Itoa(v), ok))
		}
		return
	}
	var cases []reflect.SelectCase
	for _, c := range o.cases {
		var one reflect.SelectCase
		switch {
		case c.kind == "default":
			one.Dir = reflect.SelectDefault
		case c.kind == "after":
			one.Dir, one.Chan = reflect.SelectRecv, reflect.ValueOf(time.After(w.units(c.value)))
		case c.kind == "send":
			one.Dir, one.Chan, one.Send = reflect.SelectSend, reflect.ValueOf(w.chans[c.index]), reflect.ValueOf(c.value)
		case c.letter == 't':
			one.Dir, one.Chan = reflect.SelectRecv, reflect.ValueOf(w.timerChan(c.index))
		default:
			one.Dir, one.Chan = reflect.SelectRecv, reflect.ValueOf(w.chans[c.index])
		}
		cases = append(cases, one)
	}
	which, v, ok := reflect.Select(cases)
	token := fmt.Sprintf("s%d", which)
	switch c := o.cases[which]; {
	case c.kind == "after":
		token += ":T"
	case c.kind == "recv" && c.letter == 't':
		token += ":" + with("T", ok)
	case c.kind == "recv":
		token += ":" + with(strconv.Itoa(int(v.Int())), ok)
	}
	w.record(g, token)
}

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// One line of a goroutine.
type op struct {
	kind   string
	name   string // of the object: c0, m1, …
	letter byte
	index  int
	value  int
	cases  []selectCase
	body   *op // what a once is to do
}

type selectCase struct {
	kind   string // send, recv, after, default
	letter byte
	index  int
	value  int
}

type timerDecl struct {
	kind      string
	units     int
	goroutine int
}

type program struct {
	id       int
	text     string
	caps     []int // -1: nil
	conds    []int // the number of its mutex
	timers   []timerDecl
	mutexes  int
	rws      int
	groups   int
	onces    int
	routines [][]op
}

func bad(line string) {
	fmt.Fprintln(os.Stderr, "not a program's line:", line)
	os.Exit(2)
}

func number(word, line string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		bad(line)
	}
	return n
}

func parseCases(words []string, line string) []selectCase {
	var cases []selectCase
	for len(words) > 0 {
		n := len(words)
		for i, word := range words {
			if word == "/" {
				n = i
				break
			}
		}
		one := selectCase{kind: words[0]}
		switch one.kind {
		case "send":
			one.value = number(words[2], line)
			fallthrough
		case "recv":
			one.letter, one.index = words[1][0], number(words[1][1:], line)
		case "after":
			one.value = number(words[1], line)
		case "default":
		default:
			bad(line)
		}
		cases = append(cases, one)
		if n == len(words) {
			break
		}
		words = words[n+1:]
	}
	return cases
}

func parseOp(words []string, line string) op {
	o := op{kind: words[0]}
	switch o.kind {
	case "select":
		o.cases = parseCases(words[1:], line)
	case "sleep":
		o.value = number(words[1], line)
	case "gosched":
	case "once":
		body := parseOp(words[2:], line)
		o.body = &body
	case "send", "try_send", "add", "reset":
		o.value = number(words[2], line)
	}
	if o.kind != "select" && o.kind != "sleep" && o.kind != "gosched" {
		o.name, o.letter, o.index = words[1], words[1][0], number(words[1][1:], line)
	}
	return o
}

func (p *program) declare(words []string, line string) {
	switch words[1] {
	case "chan":
		if words[2] == "nil" {
			p.caps = append(p.caps, -1)
		} else {
			p.caps = append(p.caps, number(words[2], line))
		}
	case "mutex":
		p.mutexes++
	case "rwmutex":
		p.rws++
	case "waitgroup":
		p.groups++
	case "once":
		p.onces++
	case "cond":
		p.conds = append(p.conds, number(words[2][1:], line))
	case "timer", "ticker":
		p.timers = append(p.timers, timerDecl{words[1], number(words[2], line), 0})
	case "func":
		p.timers = append(p.timers, timerDecl{words[1], number(words[2], line), number(words[3][1:], line)})
	default:
		bad(line)
	}
}

func parse(text string) []*program {
	var all []*program
	var p *program
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case words[0] == "program":
			p = &program{id: number(words[1], line)}
			all = append(all, p)
		case p == nil:
			bad(line)
		case words[0] == "end":
		case len(words) == 1 && (words[0] == "main" || words[0][0] == 'g' && words[0] != "gosched"):
			p.routines = append(p.routines, nil)
		case len(p.routines) == 0:
			p.declare(words, line)
		default:
			last := len(p.routines) - 1
			p.routines[last] = append(p.routines[last], parseOp(words, line))
		}
		p.text += line + "\n"
	}
	return all
}

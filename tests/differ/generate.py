#!/usr/bin/env python3
"""Makes small concurrent programs, the same ones for the same seed: generate.py --seed S --count N > FILE.

Their form: tests/README.md, "differ". Each has a theme that weighs its operations; what belongs together (lock and unlock,
add and done, wait and signal) mostly comes together, and now and then does not: those programs panic or fall asleep."""
import argparse
import random

THEMES = {
    # theme: (channels, mutexes, rwmutexes, waitgroups, onces, conds, timers), weights of pieces
    "channels": ((3, 0, 0, 1, 0, 0, 0), {"send": 6, "recv": 5, "recv_ok": 3, "range": 2, "close": 2, "try_send": 2,
                                         "try_recv": 2, "len": 1, "cap": 1, "sleep": 1, "gosched": 1}),
    "select": ((3, 0, 0, 1, 0, 0, 0), {"select": 8, "send": 4, "recv": 3, "close": 1, "try_send": 1, "try_recv": 1,
                                       "sleep": 1}),
    "after": ((2, 0, 0, 0, 0, 0, 0), {"select_after": 5, "send": 3, "recv": 2, "sleep": 4, "try_recv": 2, "close": 1}),
    "timers": ((1, 0, 0, 0, 0, 0, 2), {"sleep": 3, "stop": 3, "reset": 3, "recv_timer": 3, "select_timer": 4,
                                       "try_timer": 3, "stale": 3, "len_timer": 1, "send": 2, "recv": 2}),
    "order": ((1, 1, 0, 0, 0, 0, 0), {"sleep": 6, "send": 4, "recv": 5, "range": 1, "section": 2, "select_after": 1,
                                      "try_send": 1}),
    "line": ((2, 0, 0, 0, 0, 0, 0), {"send": 2, "recv": 2, "try_recv": 1, "try_send": 1, "sleep": 1}),
    "locks": ((1, 2, 0, 1, 0, 0, 0), {"section": 6, "try_section": 3, "lock": 1, "unlock": 1, "send": 2, "recv": 2,
                                      "sleep": 1}),
    "rwlocks": ((1, 0, 1, 0, 0, 0, 0), {"rw_section": 4, "r_section": 5, "try_rw": 2, "try_r": 2, "rlock": 1,
                                        "runlock": 1, "rw_unlock": 1, "send": 2, "recv": 2}),
    "groups": ((2, 0, 0, 1, 1, 0, 0), {"done": 5, "add": 2, "wait": 3, "once": 4, "send": 2, "try_recv": 2,
                                       "recv": 2}),
    "conds": ((1, 1, 0, 0, 0, 1, 0), {"cond_wait": 4, "signal": 4, "broadcast": 2, "try_send": 2, "try_recv": 2,
                                      "section": 1, "sleep": 1}),
    "mixed": ((2, 1, 1, 1, 1, 0, 1), {"send": 3, "recv": 3, "select": 2, "section": 2, "r_section": 1, "done": 1,
                                      "close": 1, "once": 1, "sleep": 1, "select_timer": 1, "stop": 1, "try_recv": 1,
                                      "cap": 1, "select_after": 1}),
}


class Maker:
    def __init__(self, number, rng):
        self.rng = rng
        self.number = number
        self.theme = rng.choice(list(THEMES))
        most, self.weights = THEMES[self.theme]
        self.decls = []
        self.value = 0
        self.chans = self.some_of(most[0])
        self.caps = []
        for chan in range(self.chans):
            cap = rng.choice(["0", "0", "0", "1", "1", "2", "nil", "nil"] if chan else ["0", "0", "1", "1", "2"])
            self.caps.append(cap)
            self.decls.append(f"c{chan} chan {cap}")
        self.objects("m", "mutex", self.some_of(most[1]))
        self.objects("r", "rwmutex", self.some_of(most[2]))
        self.groups = self.some_of(most[3])
        self.objects("w", "waitgroup", self.groups)
        self.objects("o", "once", self.some_of(most[4]))
        self.mutexes = self.some_of_made("m")
        self.conds = self.some_of(most[5])
        for cond in range(self.conds):
            self.decls.append(f"k{cond} cond m0")
        self.routines = rng.choice([2, 3, 3, 3, 4])
        self.funcs = {}
        self.timers = []
        for timer in range(self.some_of(most[6])):
            kind = rng.choice(["timer", "timer", "ticker", "func"] if self.routines < 4 else ["timer", "ticker"])
            units = rng.randint(1, 4)
            if kind == "func":
                self.funcs[self.routines] = timer
                self.decls.append(f"t{timer} func {units} g{self.routines}")
                self.routines += 1
            else:
                self.decls.append(f"t{timer} {kind} {units}")
            self.timers.append(kind)

    def some_of(self, most):
        return self.rng.randint(1, most) if most else 0

    def objects(self, letter, word, number):
        for i in range(number):
            self.decls.append(f"{letter}{i} {word}")

    def some_of_made(self, letter):
        return sum(line.startswith(letter) for line in self.decls)

    def fresh(self):
        self.value += 1
        return self.value

    def chan(self):
        return f"c{self.rng.randrange(self.chans)}"

    def mutex(self):
        return f"m{self.rng.randrange(self.mutexes)}"

    def timer(self, kinds=("timer", "ticker", "func")):
        fit = [i for i, kind in enumerate(self.timers) if kind in kinds]
        return self.rng.choice(fit) if fit else None

    def simple(self):
        """One operation that a lock or a Do may enclose."""
        return self.rng.choice([f"try_send {self.chan()} {self.fresh()}", f"try_recv {self.chan()}", "gosched",
                                f"len {self.chan()}", f"send {self.chan()} {self.fresh()}", "sleep 1"])

    def cases(self, extra):
        rng = self.rng
        cases = list(extra)
        for _ in range(rng.randint(0 if extra else 1, 3)):
            cases.append(f"recv {self.chan()}" if rng.random() < 0.55 else f"send {self.chan()} {self.fresh()}")
        rng.shuffle(cases)
        if rng.random() < 0.3:
            cases.append("default")
        return "select " + " / ".join(cases)

    def piece(self, kind):
        """The lines of one piece, or none if what it needs is not there."""
        rng = self.rng
        if kind == "close" and "nil" in self.caps and rng.random() < 0.2:
            return [f"close c{self.caps.index('nil')}"]
        if kind in ("send", "try_send"):
            return [f"{kind} {self.chan()} {self.fresh()}"]
        if kind in ("recv", "recv_ok", "range", "close", "try_recv", "len", "cap"):
            return [f"{kind} {self.chan()}"]
        if kind == "select":
            return ["select" if rng.random() < 0.02 else self.cases([])]
        if kind == "select_after":
            return [self.cases([f"after {rng.randint(1, 4)}" for _ in range(rng.choice([1, 1, 1, 2]))])]
        if kind in ("lock", "unlock"):
            return [f"{kind} {self.mutex()}"]
        if kind in ("rlock", "runlock"):
            return [f"{kind} r0"]
        if kind == "rw_unlock":
            return ["unlock r0"]
        if kind == "section":
            name = self.mutex()
            return [f"lock {name}", *self.inside(), f"unlock {name}"]
        if kind == "try_section":
            return [f"try_lock {self.mutex()}"] if rng.random() < 0.6 else [f"try_lock {self.mutex()}", self.simple()]
        if kind == "rw_section":
            return ["lock r0", *self.inside(), "unlock r0"]
        if kind == "r_section":
            return ["rlock r0", *self.inside(), "runlock r0"]
        if kind == "try_rw":
            return ["try_lock r0"]
        if kind == "try_r":
            return ["try_rlock r0"]
        if kind == "add":
            return [f"add w0 {rng.choice([1, 1, 1, 2, -1])}"]
        if kind in ("done", "wait"):
            return [f"{kind} w0"]
        if kind == "once":
            return [f"once o0 {self.simple()}"]
        if kind == "cond_wait":
            return ["lock m0", "cond_wait k0", *self.inside(), "unlock m0"]
        if kind in ("signal", "broadcast"):
            return [f"{kind} k0"] if rng.random() < 0.5 else ["lock m0", f"{kind} k0", "unlock m0"]
        if kind == "sleep":
            return [f"sleep {rng.randint(1, 4)}"]
        if kind == "gosched":
            return ["gosched"]
        return self.timer_piece(kind)

    def timer_piece(self, kind):
        rng = self.rng
        if kind == "stop":
            timer = self.timer()
            return [f"stop t{timer}"] if timer is not None else []
        timer = self.timer(("timer", "ticker"))
        if timer is None:
            return []
        if kind == "reset":
            return [f"reset t{timer} {rng.randint(1, 4)}"]
        if kind == "recv_timer":
            return [f"recv t{timer}"]
        if kind == "try_timer":
            return [f"try_recv t{timer}"]
        if kind == "stale":  # a value that is due and may be passed over, and what is left of it after Stop or Reset
            end = rng.choice([f"stop t{timer}", f"reset t{timer} 3"])
            return [f"sleep {rng.randint(2, 4)}", f"select recv t{timer} / send c0 {self.fresh()}", end, f"try_recv t{timer}"]
        if kind == "len_timer":
            return [f"{rng.choice(['len', 'cap'])} t{timer}"]
        return [self.cases([f"recv t{timer}"])]

    def inside(self):
        return [self.simple()] if self.rng.random() < 0.7 else []

    def body(self, pieces):
        lines = []
        for _ in range(pieces):
            kind = self.rng.choices(list(self.weights), list(self.weights.values()))[0]
            lines += self.piece(kind)
        return lines

    def line(self):
        """Goroutines come to a channel one after the other, all in a select for it or not; then main serves them."""
        rng = self.rng
        receive = rng.random() < 0.6
        others = list(range(1, self.routines))
        rng.shuffle(others)
        bodies, serve = {}, []
        for turn, g in enumerate(others, 1):
            wants = "recv c0" if receive else f"send c0 {self.fresh()}"
            other = rng.choice([f"recv c{self.chans - 1}", f"send c{self.chans - 1} {self.fresh()}", "after 9"])
            select = rng.random() < 0.4
            bodies[g] = [f"sleep {turn}", f"select {wants} / {other}" if select else wants, *self.body(rng.randint(0, 1))]
            serve.append(f"send c0 {self.fresh()}" if receive else "recv c0")
        if receive and rng.random() < 0.25:
            serve[-1] = "close c0"
        return bodies, [f"sleep {len(others) + 1}", *serve[rng.choice([0, 0, 0, 1]):], *self.body(rng.randint(0, 1)), "sleep 1"]

    def line_of_cond(self):
        """Goroutines wait for a condition one after the other; main wakes some of them, and each takes a value."""
        others = list(range(1, self.routines))
        self.rng.shuffle(others)
        bodies = {g: [f"sleep {turn}", "lock m0", "cond_wait k0", "recv c0", "unlock m0"] for turn, g in enumerate(others, 1)}
        main = [f"sleep {len(others) + 1}"]
        for _ in others[self.rng.choice([0, 1]):]:
            main += [f"send c0 {self.fresh()}", "signal k0", "sleep 1"]
        return bodies, main

    def text(self):
        rng = self.rng
        started = [g for g in range(1, self.routines) if g not in self.funcs]
        if self.theme == "conds" and rng.random() < 0.4:
            bodies, main = self.line_of_cond()
        elif self.theme == "line":
            bodies, main = self.line()
        else:
            bodies = {g: self.body(rng.randint(1, 3)) for g in range(1, self.routines)}
            main = self.body(rng.randint(1, 4))
        if self.groups and rng.random() < 0.8:
            self.wait_for_all(bodies, main, started)
        elif rng.random() < 0.4:
            main.append("sleep 5")
        first = []
        for g in started:
            parent = bodies[g - 1] if g > 1 and g - 1 in bodies and rng.random() < 0.15 else None
            if parent is not None:
                parent.insert(rng.randint(0, len(parent)), f"go g{g}")
            elif rng.random() < 0.2 and main and not main[-1].startswith("wait"):
                main.insert(rng.randint(0, len(main)), f"go g{g}")
            else:
                first.append(f"go g{g}")
        at = next((i for i, line in enumerate(main) if not line.startswith("add")), len(main))
        main[at:at] = first
        for timer, kind in enumerate(self.timers):
            if kind == "ticker" and rng.random() < 0.9:
                main.append(f"stop t{timer}")
        lines = [f"program {self.number}", *self.decls, "main", *("  " + line for line in main)]
        for g, body in sorted(bodies.items()):
            lines += [f"g{g}", *("  " + line for line in body)]
        return "\n".join([*lines, "end", ""])

    def wait_for_all(self, bodies, main, started):
        """Main adds before it starts them, each is done, main waits; one `done` too many or too few now and then."""
        rng = self.rng
        number = len(started) + (rng.choice([-1, 1]) if rng.random() < 0.12 else 0)
        main.insert(0, f"add w0 {number}")
        for g in started:
            bodies[g].append("done w0")
        main.append("wait w0")
        if rng.random() < 0.4:
            main.append(f"try_recv {self.chan()}")


def main():
    options = argparse.ArgumentParser(description="makes small concurrent programs")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=1000)
    options = options.parse_args()
    for number in range(options.count):
        print(Maker(number, random.Random(options.seed * 1_000_003 + number)).text())


main()
